<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true; section>
<#if section == "header">
  ${msg("sekishoOtherBrowserTitle")}
<#elseif section == "form">
  <p>${msg("sekishoOtherBrowserText")}</p>
  <p>${msg("sekishoOtherBrowserAgain")}</p>
  <div class="actions"><a class="button button-primary" href="${parts.statusUrl()}">${msg("sekishoToStatus")}</a></div>
</#if>
</@layout.registrationLayout>
