<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["otp", "totp>otp"]; section>
<#if section == "header">
  ${msg("sekishoOtpLoginTitle")}
<#elseif section == "form">
  <form class="form" id="kc-otp-login-form" action="${url.loginAction}" method="post" novalidate>
    <#assign errorField = messagesPerField.existsError("totp")?then("totp", "otp")>
    <#if devices??>
    <@parts.otpOfDevice devices=devices hintKey="sekishoOtpLoginHint" focused=true errorField=errorField/>
    <#else>
    <#-- Keycloak's own form, where a flow has it in place of ours. -->
    <@parts.otpDeviceChoice list=otpLogin.userOtpCredentials selectedId=otpLogin.selectedCredentialId!""/>
    <@parts.otpField hint=msg("sekishoOtpLoginHint", otpLogin.policy.digits) focused=true errorField=errorField/>
    </#if>
    <div class="actions">
      <button class="button button-primary" type="submit" name="login" id="kc-login">${msg("doLogIn")}</button>
    </div>
  </form>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
