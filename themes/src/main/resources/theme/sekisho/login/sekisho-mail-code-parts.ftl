<#import "sekisho-parts.ftl" as parts>
<#-- The page for a code that was mailed, the same in each walk that asks for one. leave: what its button for leaving is called, where it is not "back" -->
<#macro form leave="">
  <#-- Nothing was sent where the day has had its mails: the error says so. -->
  <#if mailCode.sentAt?has_content>
  <p>${msg("sekishoMailCodeText")}</p>
  <#if mailCode.delayed>
  <div class="notice notice-warning"><p>${msg("sekishoMailCodeDelayed")}</p></div>
  </#if>
  <@parts.facts>
    <@parts.fact name=msg("sekishoMailCodeAddress")><span translate="no">${mailCode.maskedAddress}</span></@parts.fact>
    <#if !mailCode.delayed><@parts.fact name=msg("sekishoMailCodeSentAt")>${mailCode.sentAt}</@parts.fact></#if>
  </@parts.facts>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="mail">
    <@parts.field id="mailCode" label=msg("sekishoMailCodeLabel") hint=msg("sekishoMailCodeHint", mailCode.digits, mailCode.minutes) autocomplete="one-time-code" inputmode="numeric" dir="ltr" className="field-input-code"/>
    <@parts.actions primary=msg("sekishoNext") leave=leave/>
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
        <#if mailCode.resendFrom?has_content><p id="resend-from">${msg("sekishoMailCodeResendFrom", mailCode.resendFrom)}</p></#if>
        <button class="button button-secondary" type="submit" name="resend" value="true"<#if mailCode.resendFrom?has_content> aria-describedby="resend-from"</#if>>${msg("sekishoMailCodeResend")}</button>
      </form>
    </div>
  </details>
</#macro>
