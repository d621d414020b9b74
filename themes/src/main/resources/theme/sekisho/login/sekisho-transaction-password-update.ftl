<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["password", "currentTransactionPassword", "newTransactionPassword", "newTransactionPasswordConfirm"] takesFocus=true mayLogOut=true; section>
<#assign changing = transactionPasswordUpdate.currentAsked>
<#if section == "header">
  ${changing?then(msg("sekishoTransactionPasswordUpdateTitle"), msg("sekishoTransactionPasswordSetTitle"))}
<#elseif section == "form">
  <p>${changing?then(msg("sekishoTransactionPasswordUpdateText"), msg("sekishoTransactionPasswordSetText"))}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="update">
    <#assign revealed = ["newTransactionPassword", "newTransactionPasswordConfirm"]>
    <#if changing>
    <@parts.passwordField id="currentTransactionPassword" label=msg("sekishoTransactionPasswordCurrent")/>
    <#assign revealed = ["currentTransactionPassword"] + revealed>
    </#if>
    <#if transactionPasswordUpdate.loginPasswordAsked>
    <@parts.passwordField id="password" label=msg("sekishoLoginPassword") autocomplete="current-password"/>
    <#assign revealed = ["password"] + revealed>
    </#if>
    <@parts.passwordField id="newTransactionPassword" label=msg("sekishoTransactionPasswordNew") hint=msg("sekishoTransactionPasswordRule", transactionPasswordUpdate.minLength, transactionPasswordUpdate.maxLength) autocomplete="new-password"/>
    <@parts.passwordField id="newTransactionPasswordConfirm" label=msg("sekishoTransactionPasswordNewConfirm") autocomplete="new-password"/>
    <@parts.showPassword revealed?join(" ")/>
    <@parts.actions primary=changing?then(msg("sekishoActionChange"), msg("sekishoActionSet"))/>
  </form>
  <@parts.leaveForm "update"/>
</#if>
</@layout.registrationLayout>
