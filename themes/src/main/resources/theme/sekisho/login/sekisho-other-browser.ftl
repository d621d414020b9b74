<#import "template.ftl" as layout>
<@layout.registrationLayout takesFocus=true; section>
<#if section == "header">
  ${msg("sekishoOtherBrowserTitle")}
<#elseif section == "form">
  <p>${msg("sekishoOtherBrowserText")}</p>
  <p>${msg("sekishoOtherBrowserAgain")}</p>
  <div class="actions"><a class="button button-primary" href="${layout.restartUrl()}">${msg("sekishoOtherBrowserLogin")}</a></div>
</#if>
</@layout.registrationLayout>
