<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout errorFields=["otp"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoRedisplayProofTitle")}
<#elseif section == "form">
  <p>${msg("sekishoRedisplayProofText")}</p>
  <p>${msg("sekishoRedisplayRemaining", redisplay.remainingToday)}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="proof">
    <@parts.otpField hint=msg("sekishoOtpHint", redisplay.digits) masked=true/>
    <@parts.actions primary=msg("sekishoVerify")/>
  </form>
  <@parts.leaveForm "proof"/>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
