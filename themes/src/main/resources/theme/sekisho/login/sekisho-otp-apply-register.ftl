<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-registration.ftl" as registering>
<@layout.registrationLayout step=apply.step steps=apply.steps takesFocus=true wide=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoApplyRegisterTitle")}
<#elseif section == "form">
  <p>${msg("sekishoApplyRegisterText")}</p>
  <@registering.all/>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="register">
    <p>${msg("sekishoApplyRegisterNext", registration.digits)}</p>
    <@parts.actions primary=msg("sekishoNext") back=true/>
  </form>
  <@parts.leaveForm "register"/>
</#if>
</@layout.registrationLayout>
