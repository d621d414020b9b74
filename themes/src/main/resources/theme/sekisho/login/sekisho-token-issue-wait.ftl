<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueWaitTitle")}
<#elseif section == "form">
  <div class="notice notice-info">
    <p>${msg("sekishoTokenIssueWaitText")}</p>
    <p class="moment"><strong>${msg("sekishoTokenIssueWaitFrom", issue.notBefore)}</strong></p>
  </div>
  <p>${msg("sekishoTokenIssueWaitThen")}</p>
  <#if isAppInitiatedAction??>
  <@parts.onward step="wait" label=msg("sekishoToStatus")/>
  </#if>
</#if>
</@layout.registrationLayout>
