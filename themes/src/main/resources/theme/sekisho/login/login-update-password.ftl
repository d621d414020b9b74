<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["password>password-new", "password-confirm"]; section>
<#if section == "header">
  ${msg("updatePasswordTitle")}
<#elseif section == "form">
  <form class="form" id="kc-passwd-update-form" action="${url.loginAction}" method="post" novalidate>
    <@parts.passwordField id="password-new" label=msg("passwordNew") autocomplete="new-password" errorField="password" focused=!messagesPerField.existsError("password-confirm")/>
    <@parts.passwordField id="password-confirm" label=msg("passwordConfirm") autocomplete="new-password"/>
    <@parts.showPassword "password-new password-confirm"/>
    <p class="choice">
      <input class="choice-input" type="checkbox" id="logout-sessions" name="logout-sessions" value="on">
      <label class="choice-label" for="logout-sessions">${msg("logoutOtherSessions")}</label>
    </p>
    <@parts.actions primary=msg("sekishoActionChange")/>
  </form>
  <#if isAppInitiatedAction??><@parts.leaveForm ""/></#if>
</#if>
</@layout.registrationLayout>
