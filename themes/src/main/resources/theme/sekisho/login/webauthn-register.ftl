<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "passkeys.ftl" as passkeys>
<@layout.registrationLayout; section>
<#if section == "header">
  ${msg("webauthn-registration-title")}
<#elseif section == "form">
  <p>${msg("sekishoPasskeyRegisterText")}</p>
  <noscript><p>${msg("sekishoPasskeyWithoutScript")}</p></noscript>
  <#-- Keycloak 26.5 says whether the passkey is to be found without a name by requireResidentKey alone, 26.7 by residentKey. -->
  <form class="form" id="register" action="${url.loginAction}" method="post" novalidate data-passkey-register data-challenge="${challenge}" data-user-id="${userid}" data-user-name="${username}" data-rp-id="${rpId}" data-rp-name="${rpEntityName}" data-algorithms="<#list signatureAlgorithms![] as algorithm>${algorithm?c}<#sep> </#list>" data-attestation="${attestationConveyancePreference}" data-attachment="${authenticatorAttachment}" data-resident-key="${residentKey!""}" data-require-resident-key="${requireResidentKey!""}" data-user-verification="${userVerificationRequirement}" data-timeout-seconds="${createTimeout?c}" data-excluded="${excludeCredentialIds!""}" <@passkeys.sentences/> data-name="${msg("sekishoPasskeyNameDefault")}" data-registered="${msg("sekishoPasskeyRegistered")}" data-unsuitable="${msg("sekishoPasskeyUnsuitable")}">
    <#list ["clientDataJSON", "attestationObject", "publicKeyCredentialId", "transports", "authenticatorAttachment", "error"] as name>
    <input type="hidden" id="${name}" name="${name}">
    </#list>
    <div data-passkey-form hidden>
      <@parts.field id="authenticatorLabel" label=msg("sekishoPasskeyName") hint=msg("sekishoPasskeyNameHint")/>
      <p class="choice">
        <input class="choice-input" type="checkbox" id="logout-sessions" name="logout-sessions" value="on">
        <label class="choice-label" for="logout-sessions">${msg("logoutOtherSessions")}</label>
      </p>
    </div>
    <div class="actions">
      <#if !isSetRetry?has_content && isAppInitiatedAction?has_content>
      <button class="button button-secondary button-back" type="submit" form="kc-webauthn-settings-form" id="cancelWebAuthnAIA" name="cancel-aia" value="true">${msg("sekishoBack")}</button>
      </#if>
      <button class="button button-primary" type="submit" id="registerWebAuthn" disabled hidden>${msg("sekishoPasskeyRegister")}</button>
    </div>
    <p class="passkey-says" role="status" data-passkey-says></p>
  </form>
  <#if !isSetRetry?has_content && isAppInitiatedAction?has_content>
  <form id="kc-webauthn-settings-form" action="${url.loginAction}" method="post"></form>
  </#if>
</#if>
</@layout.registrationLayout>
