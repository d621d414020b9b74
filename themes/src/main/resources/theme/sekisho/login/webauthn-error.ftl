<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
<#if section == "header">
  ${msg("webauthn-error-title")}
<#elseif section == "form">
  <p>${msg("sekishoPasskeyErrorText")}</p>
  <form id="kc-error-credential-form" action="${url.loginAction}" method="post">
    <input type="hidden" id="executionValue" name="authenticationExecution" value="${execution!""}">
    <input type="hidden" id="isSetRetry" name="isSetRetry" value="retry">
    <div class="actions">
      <#if isAppInitiatedAction??>
      <button class="button button-secondary button-back" type="submit" form="kc-webauthn-settings-form" id="cancelWebAuthnAIA" name="cancel-aia" value="true">${msg("sekishoBack")}</button>
      </#if>
      <button class="button button-primary" type="submit" id="kc-try-again">${msg("sekishoPasskeyAgain")}</button>
    </div>
  </form>
  <#if isAppInitiatedAction??>
  <form id="kc-webauthn-settings-form" action="${url.loginAction}" method="post"></form>
  </#if>
</#if>
</@layout.registrationLayout>
