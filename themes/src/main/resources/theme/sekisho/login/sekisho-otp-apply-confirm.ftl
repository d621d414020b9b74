<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=apply.step steps=apply.steps errorFields=["otp"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoApplyConfirmTitle")}
<#elseif section == "form">
  <p>${msg("sekishoApplyConfirmText")}</p>
  <#if properties.sekishoApplyCaution == "true">
  <section class="notice notice-warning" aria-labelledby="caution-title">
    <h2 class="notice-title" id="caution-title">${msg("sekishoApplyCautionTitle")}</h2>
    <@parts.beforeChangingPhones/>
  </section>
  </#if>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="confirm">
    <@parts.otpField hint=msg("sekishoApplyConfirmHint", apply.digits)/>
    <@parts.actions primary=msg("sekishoVerify") back=true/>
  </form>
  <@parts.leaveForm "confirm"/>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
