<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<@layout.registrationLayout step=1 steps=3 stepNames=parts.walkParts("register") errorFields=["mailCode"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoMailCodeTitle")}
<#elseif section == "form">
  <#if !entrance??><@bindParts.needed replacing=true/></#if>
  <#-- Nothing was sent where the day has had its mails: the error says so. -->
  <#if bind.mailSentAt?has_content>
  <p>${msg("sekishoMailCodeText")}</p>
  <#if bind.mailDelayed>
  <div class="notice notice-warning"><p>${msg("sekishoMailCodeDelayed")}</p></div>
  </#if>
  <@parts.facts>
    <@parts.fact name=msg("sekishoMailCodeAddress")><span translate="no">${bind.maskedAddress}</span></@parts.fact>
    <#if !bind.mailDelayed><@parts.fact name=msg("sekishoMailCodeSentAt")>${bind.mailSentAt}</@parts.fact></#if>
  </@parts.facts>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="mail">
    <@parts.field id="mailCode" label=msg("sekishoMailCodeLabel") hint=msg("sekishoMailCodeHint", bind.mailCodeDigits, bind.mailCodeMinutes) autocomplete="one-time-code" inputmode="numeric" dir="ltr" className="field-input-code"/>
    <@parts.actions primary=msg("sekishoNext") leave=msg("sekishoTokenBindCancel")/>
  </form>
  </#if>
  <@parts.leaveForm "mail"/>
  <#-- An error may ask for a new mail: the button for it is then in sight. -->
  <details class="help"<#if message?has_content && message.type == "error"> open</#if>>
    <summary>${msg("sekishoMailCodeHelpTitle")}</summary>
    <div class="help-body">
      <ul>
        <li>${msg("sekishoMailCodeHelpWait")}</li>
        <li>${msg("sekishoMailCodeHelpSpam")}</li>
        <li>${msg("sekishoMailCodeHelpNewest")}</li>
        <li>${msg("sekishoMailCodeHelpAddress")}</li>
      </ul>
      <form action="${url.loginAction}" method="post" novalidate>
        <input type="hidden" name="step" value="mail">
        <#if bind.resendFrom?has_content><p id="resend-from">${msg("sekishoMailCodeResendFrom", bind.resendFrom)}</p></#if>
        <button class="button button-secondary" type="submit" name="resend" value="true"<#if bind.resendFrom?has_content> aria-describedby="resend-from"</#if>>${msg("sekishoMailCodeResend")}</button>
      </form>
    </div>
  </details>
</#if>
</@layout.registrationLayout>
