<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["otp", "totp>otp"]; section>
<#if section == "header">
  ${msg("sekishoOtpLoginTitle")}
<#elseif section == "form">
  <form class="form" id="kc-otp-login-form" action="${url.loginAction}" method="post" novalidate>
    <#if (otpLogin.userOtpCredentials?size gt 1)>
    <fieldset class="choices">
      <legend class="field-label">${msg("sekishoOtpLoginDevice")}</legend>
      <#list otpLogin.userOtpCredentials as credential>
      <p class="choice">
        <input class="choice-input" type="radio" id="kc-otp-credential-${credential?index}" name="selectedCredentialId" value="${credential.id}"<#if credential.id == otpLogin.selectedCredentialId!""> checked</#if>>
        <label class="choice-label" for="kc-otp-credential-${credential?index}">${credential.userLabel}</label>
      </p>
      </#list>
    </fieldset>
    </#if>
    <@parts.otpField hint=msg("sekishoOtpLoginHint", otpLogin.policy.digits) focused=true errorField=messagesPerField.existsError("totp")?then("totp", "otp")/>
    <div class="actions">
      <button class="button button-primary" type="submit" name="login" id="kc-login">${msg("doLogIn")}</button>
    </div>
  </form>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
