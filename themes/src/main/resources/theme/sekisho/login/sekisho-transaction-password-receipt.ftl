<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTransactionPasswordReceiptTitle")}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${msg("sekishoTransactionPasswordReceiptText")}</p></div>
  <p>${msg("sekishoTransactionPasswordReceiptMail")}</p>
  <@parts.onward step="receipt" label=msg("sekishoToStatus")/>
</#if>
</@layout.registrationLayout>
