<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<#-- The token's clock is far off: a second code, the one after the first, makes sure of it. -->
<@layout.registrationLayout step=2 steps=3 stepNames=parts.walkParts("register") errorFields=["otp"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoTokenBindNextTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTokenBindNextText")}</p>
  <ol>
    <li>${msg("sekishoTokenBindNextWait", bind.periodSeconds)}</li>
    <li>${msg("sekishoTokenBindNextEnter")}</li>
  </ol>
  <@parts.facts>
    <@parts.fact name=msg("sekishoTokenId")><span class="id-value" translate="no">${bind.tokenId}</span></@parts.fact>
  </@parts.facts>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="next">
    <@parts.otpField hint=msg("sekishoTokenBindNextHint", bind.digits)/>
    <@parts.actions primary=msg("sekishoTokenBindSubmit") back=true leave=msg("sekishoTokenBindRestart")/>
  </form>
  <@parts.leaveForm "next"/>
</#if>
</@layout.registrationLayout>
