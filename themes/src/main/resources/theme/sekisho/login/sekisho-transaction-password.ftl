<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["transactionPassword"] takesFocus=true; section>
<#if section == "header">
  ${msg("sekishoTransactionPasswordTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTransactionPasswordText")}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <@parts.passwordField id="transactionPassword" label=msg("sekishoTransactionPassword")/>
    <@parts.showPassword "transactionPassword"/>
    <@parts.actions primary=msg("sekishoVerify")/>
  </form>
  <#if isAppInitiatedAction??><@parts.leaveForm ""/></#if>
</#if>
</@layout.registrationLayout>
