<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTokenIssueInUseText")}</p>
  <p>${msg("sekishoTokenIssueInUsePhone")}</p>
  <@parts.onward step="in-use" label=msg("sekishoTokenIssueSkip")/>
</#if>
</@layout.registrationLayout>
