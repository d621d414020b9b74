<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<@layout.registrationLayout step=2 steps=3 stepNames=parts.walkParts("register") errorFields=["tokenId", "otp"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${bind.replacing?then(msg("sekishoTokenBindReplaceTitle"), msg("sekishoTokenBindTitle"))}
<#elseif section == "form">
  <#-- Whoever comes from the status page, and need not prove anything, starts here. -->
  <#if !entrance?? && bind.replacing?then(bindParts.replacementProof(), bindParts.firstProof()) == "none"><@bindParts.needed replacing=bind.replacing/></#if>
  <#if bind.replacing>
  <section class="notice notice-warning" aria-labelledby="replacing-title">
    <h2 class="notice-title" id="replacing-title">${msg("sekishoTokenBindReplacingTitle")}</h2>
    <p>${msg("sekishoTokenBindReplacingText")}</p>
    <p>${msg("sekishoTokenBindReplacingMail")}</p>
  </section>
  </#if>
  <p>${msg("sekishoTokenBindText")}</p>
  <@bindParts.tokenPictures/>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="token">
    <@parts.field id="tokenId" label=msg("sekishoTokenId") hint=msg("sekishoTokenIdHint") value=bind.tokenId!"" dir="ltr" className="field-input-id"/>
    <@parts.otpField hint=msg("sekishoTokenBindOtpHint")/>
    <@parts.actions primary=msg("sekishoTokenBindSubmit") leave=msg("sekishoTokenBindCancel")/>
  </form>
  <@parts.leaveForm "token"/>
  <@bindParts.tokenHelp/>
</#if>
</@layout.registrationLayout>
