<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=issue.step steps=issue.steps takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueReceiptTitle")}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${msg("sekishoTokenIssueReceiptText")}</p></div>
  <p>${msg("sekishoTokenIssueReceiptNext")}</p>
  <p>${msg("sekishoTokenIssueReceiptMail")}</p>
  <p>${msg("sekishoTokenIssueReceiptApp")}</p>
  <@parts.onward step="receipt" label=msg("sekishoNext")/>
</#if>
</@layout.registrationLayout>
