<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
<#if section == "header">
  ${msg("pageExpiredTitle")}
<#elseif section == "form">
  <p>${msg("sekishoPageExpiredText")}</p>
  <div class="actions">
    <a class="button button-secondary" id="loginRestartLink" href="${layout.restartUrl()}">${msg("sekishoPageExpiredRestart")}</a>
    <a class="button button-primary" id="loginContinueLink" href="${url.loginAction}">${msg("sekishoPageExpiredContinue")}</a>
  </div>
</#if>
</@layout.registrationLayout>
