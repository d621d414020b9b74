<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoStopReceiptTitle")}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${msg("sekishoStopReceiptText")}</p></div>
  <@parts.facts>
    <@parts.fact name=msg("sekishoServiceName")>${msg("sekishoServiceOtp")}</@parts.fact>
  </@parts.facts>
  <p>${msg("sekishoStopReceiptApp")}</p>
  <p>${msg("sekishoStopReceiptAgain")}</p>
  <@parts.onward step="receipt" label=msg("sekishoToStatus")/>
</#if>
</@layout.registrationLayout>
