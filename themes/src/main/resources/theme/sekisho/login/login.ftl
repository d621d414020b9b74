<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "passkeys.ftl" as passkeys>
<@layout.registrationLayout errorFields=["username", "password>username"] displayInfo=realm.password && realm.registrationAllowed && !registrationDisabled?? screenKeyboard=true; section>
<#if section == "header">
  ${msg("loginAccountTitle")}
<#elseif section == "form">
  <#if realm.password>
  <form class="form" id="kc-form-login" action="${url.loginAction}" method="post" novalidate>
    <#-- The server does not tell which of the two was wrong, and neither does the page: the error stands at the first. -->
    <#assign failed = messagesPerField.existsError("username", "password")>
    <#assign errorField = messagesPerField.existsError("username")?then("username", "password")>
    <#if !usernameHidden??>
      <#if !realm.loginWithEmailAllowed>
        <#assign usernameLabel = msg("username")>
      <#elseif !realm.registrationEmailAsUsername>
        <#assign usernameLabel = msg("usernameOrEmail")>
      <#else>
        <#assign usernameLabel = msg("email")>
      </#if>
      <@parts.field id="username" label=usernameLabel value=(login.username)!"" autocomplete=(enableWebAuthnConditionalUI?has_content)?then("username webauthn", "username") dir="ltr" errorField=errorField focused=!failed/>
      <@parts.passwordField id="password" label=msg("password") autocomplete="current-password" errorField="none"/>
    <#else>
      <@parts.passwordField id="password" label=msg("password") autocomplete="current-password" errorField=errorField focused=true/>
    </#if>
    <@parts.showPassword "password"/>
    <@parts.screenKeyboard "password"/>
    <#if realm.rememberMe && !usernameHidden??>
    <p class="choice">
      <input class="choice-input" type="checkbox" id="rememberMe" name="rememberMe"<#if (login.rememberMe)??> checked</#if>>
      <label class="choice-label" for="rememberMe">${msg("rememberMe")}</label>
    </p>
    </#if>
    <input type="hidden" id="id-hidden-input" name="credentialId"<#if (auth.selectedCredential)?has_content> value="${auth.selectedCredential}"</#if>>
    <div class="actions">
      <button class="button button-primary" type="submit" name="login" id="kc-login">${msg("doLogIn")}</button>
    </div>
    <#if realm.resetPasswordAllowed>
    <p class="link-line"><a href="${url.loginResetCredentialsUrl}">${msg("doForgotPassword")}</a></p>
    </#if>
  </form>
  </#if>
  <@passkeys.conditionalUIData/>
  <#-- Binding a token and stopping start here, for whoever cannot log in without the one or does not want to. -->
  <#if ((institution.enabled)!false) && parts.enrolment() == "bound-token">
  <nav class="entrances" aria-label="${msg("sekishoServiceOtp")}">
    <ul>
      <li><a href="${parts.entranceUrl("register")}">${msg("sekishoEntranceRegisterLink")}</a></li>
      <li><a href="${parts.entranceUrl("stop")}">${msg("sekishoEntranceStopLink")}</a></li>
    </ul>
  </nav>
  </#if>
<#elseif section == "info">
  <#if realm.password && realm.registrationAllowed && !registrationDisabled??>
  <p id="kc-registration">${msg("noAccount")} <a href="${url.registrationUrl}">${msg("doRegister")}</a></p>
  </#if>
<#elseif section == "socialProviders">
  <#if realm.password && (social.providers)?has_content>
  <section class="stack" id="kc-social-providers" aria-labelledby="social-title">
    <h2 class="section-title" id="social-title">${msg("identity-provider-login-label")}</h2>
    <ul class="option-list">
      <#list social.providers as provider>
      <li><a class="option" id="social-${provider.alias}" href="${provider.loginUrl}">${provider.displayName!}</a></li>
      </#list>
    </ul>
  </section>
  </#if>
</#if>
</@layout.registrationLayout>
