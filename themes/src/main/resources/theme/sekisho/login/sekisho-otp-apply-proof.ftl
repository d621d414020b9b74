<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-apply-parts.ftl" as applyParts>
<@layout.registrationLayout step=apply.step steps=apply.steps errorFields=["transactionPassword"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoApplyProofTitle")}
<#elseif section == "form">
  <@applyParts.introduction/>
  <@applyParts.needed withTransactionPassword=true/>
  <p>${msg("sekishoApplyProofText")}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="proof">
    <@parts.passwordField id="transactionPassword" label=msg("sekishoTransactionPassword")/>
    <@parts.showPassword "transactionPassword"/>
    <@parts.actions primary=msg("sekishoVerify")/>
  </form>
  <@parts.leaveForm "proof"/>
</#if>
</@layout.registrationLayout>
