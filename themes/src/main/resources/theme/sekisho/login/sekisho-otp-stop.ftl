<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=(entrance??)?then(2, 0) steps=3 stepNames=parts.walkParts("stop") errorFields=["otp"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoStopTitle")}
<#elseif section == "form">
  <@parts.facts>
    <@parts.fact name=msg("sekishoServiceName")>${msg("sekishoServiceOtp")}</@parts.fact>
  </@parts.facts>
  <p>${msg("sekishoStopText")}</p>
  <#if (stop.devices.list?size gt 1)><p>${msg("sekishoStopDevices", stop.devices.list?size)}</p></#if>
  <p>${msg("sekishoStopApp")}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="confirm">
    <@parts.otpOfDevice devices=stop.devices hintKey="sekishoOtpHint" masked=true/>
    <@parts.actions primary=msg("sekishoActionStop") danger=true/>
  </form>
  <@parts.leaveForm "confirm"/>
  <@parts.codeHelp/>
</#if>
</@layout.registrationLayout>
