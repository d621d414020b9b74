<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "passkeys.ftl" as passkeys>
<@layout.registrationLayout displayInfo=realm.registrationAllowed && !registrationDisabled??; section>
<#if section == "header">
  ${msg("webauthn-login-title")}
<#elseif section == "form">
  <p>${msg("sekishoPasskeyVerifyText")}</p>
  <#if (shouldDisplayAuthenticators!false) && (authenticators.authenticators)?has_content>
  <section aria-labelledby="passkeys-title">
    <h2 class="section-subtitle" id="passkeys-title">${msg("sekishoPasskeyYours")}</h2>
    <@parts.facts>
      <#list authenticators.authenticators as authenticator>
      <@parts.fact authenticator.label>${msg("sekishoPasskeyCreated", authenticator.createdAt)}</@parts.fact>
      </#list>
    </@parts.facts>
  </section>
  </#if>
  <@passkeys.use label=msg("sekishoPasskeyVerify") without=msg("sekishoPasskeyWithoutScript") primary=true/>
<#elseif section == "info">
  <#if realm.registrationAllowed && !registrationDisabled??>
  <p id="kc-registration">${msg("noAccount")} <a href="${url.registrationUrl}">${msg("doRegister")}</a></p>
  </#if>
</#if>
</@layout.registrationLayout>
