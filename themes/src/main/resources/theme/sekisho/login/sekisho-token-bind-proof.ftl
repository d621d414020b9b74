<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<@layout.registrationLayout step=1 steps=3 stepNames=parts.walkParts("register") errorFields=["transactionPassword"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoTransactionPasswordTitle")}
<#elseif section == "form">
  <#if !entrance??><@bindParts.needed replacing=(bind.replacing)!false/></#if>
  <p>${msg("sekishoTokenBindProofText", msg("sekishoTransactionPassword"))}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="proof">
    <@parts.passwordField id="transactionPassword" label=msg("sekishoTransactionPassword")/>
    <@parts.showPassword "transactionPassword"/>
    <@parts.actions primary=msg("sekishoNext") leave=msg("sekishoTokenBindCancel")/>
  </form>
  <@parts.leaveForm "proof"/>
</#if>
</@layout.registrationLayout>
