<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-apply-parts.ftl" as applyParts>
<@layout.registrationLayout step=apply.step steps=apply.steps errorFields=["password", "newTransactionPassword", "newTransactionPasswordConfirm"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoApplySetTitle")}
<#elseif section == "form">
  <@applyParts.introduction/>
  <@applyParts.needed/>
  <p>${msg("sekishoApplySetText")}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="set">
    <#if apply.loginPasswordAsked>
    <@parts.passwordField id="password" label=msg("sekishoLoginPassword") autocomplete="current-password"/>
    </#if>
    <@parts.passwordField id="newTransactionPassword" label=msg("sekishoTransactionPasswordNew") hint=msg("sekishoTransactionPasswordRule", apply.minLength, apply.maxLength) autocomplete="new-password"/>
    <@parts.passwordField id="newTransactionPasswordConfirm" label=msg("sekishoTransactionPasswordNewConfirm") autocomplete="new-password"/>
    <@parts.showPassword apply.loginPasswordAsked?then("password ", "") + "newTransactionPassword newTransactionPasswordConfirm"/>
    <@parts.actions primary=msg("sekishoNext")/>
  </form>
  <@parts.leaveForm "set"/>
</#if>
</@layout.registrationLayout>
