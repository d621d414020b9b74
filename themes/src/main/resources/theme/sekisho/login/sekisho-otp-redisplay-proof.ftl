<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["otp"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoRedisplayProofTitle")}
<#elseif section == "form">
  <p>${msg("sekishoRedisplayProofText")}</p>
  <#-- Each device has a number of its own, which the page cannot tell before one is chosen. -->
  <#if redisplay.devices.list?size == 1><p>${msg("sekishoRedisplayRemaining", redisplay.remainingToday)}</p></#if>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="proof">
    <@parts.otpOfDevice devices=redisplay.devices hintKey="sekishoOtpHint" masked=true/>
    <@parts.actions primary=msg("sekishoVerify")/>
  </form>
  <@parts.leaveForm "proof"/>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
