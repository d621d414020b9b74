<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=apply.step steps=apply.steps takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoApplyReceiptTitle")}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${msg("sekishoApplyReceiptText")}</p></div>
  <@parts.facts>
    <@parts.fact name=msg("sekishoServiceName")>${msg("sekishoServiceOtp")}</@parts.fact>
  </@parts.facts>
  <p>${msg("sekishoApplyReceiptNext")}</p>
  <p>${msg("sekishoApplyReceiptMail")}</p>
  <@parts.onward step="receipt" label=msg("sekishoToStatus")/>
</#if>
</@layout.registrationLayout>
