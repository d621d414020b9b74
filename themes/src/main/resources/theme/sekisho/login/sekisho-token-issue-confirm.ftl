<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-registration.ftl" as registering>
<#import "sekisho-token-issue-parts.ftl" as issueParts>
<#-- Stays open while the customer is at the phone: what is to be done there stands here in its order. -->
<@layout.registrationLayout step=issue.step steps=issue.steps errorFields=["otp"] takesFocus=true wide=(issue.issueState == "open") mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueConfirmTitle")}
<#elseif section == "form">
  <#if issue.issueState != "open">
  <section class="notice notice-warning" aria-labelledby="over-title">
    <h2 class="notice-title" id="over-title">${(issue.issueState == "void")?then(msg("sekishoTokenIssueVoidTitle"), msg("sekishoTokenIssueExpiredTitle"))}</h2>
    <p>${(issue.issueState == "void")?then(msg("sekishoTokenIssueVoidText"), msg("sekishoTokenIssueExpiredText", issue.expiresAt))}</p>
    <p>${msg("sekishoTokenIssueAgain")}</p>
  </section>
  <@parts.leaveForm "confirm"/>
  <div class="actions">
    <button class="button button-primary button-back" type="submit" form="sekisho-leave" name="back" value="true">${msg("sekishoBack")}</button>
  </div>
  <#else>
  <p class="lead">${msg("sekishoTokenIssueConfirmText")}</p>
  <p>${msg("sekishoTokenIssueConfirmUntil", issue.expiresAt)}</p>

  <section class="section" aria-labelledby="mail-title">
    <h2 class="section-title" id="mail-title">${msg("sekishoTokenIssueMailTitle")}</h2>
    <#if issue.mailState == "refused">
    <div class="notice notice-warning"><p>${msg("sekishoTokenIssueMailRefused")}</p></div>
    <#elseif issue.mailState == "delayed">
    <div class="notice notice-warning"><p>${msg("sekishoTokenIssueMailDelayed")}</p></div>
    <#elseif issue.mailState == "sent">
    <p>${msg("sekishoTokenIssueMailSent", issue.mailSentAt)}</p>
    <#else>
    <p>${msg("sekishoTokenIssueMailWaiting")}</p>
    </#if>
    <@parts.facts>
      <@parts.fact name=msg("sekishoTokenIssueEmailTitle")><span translate="no">${issue.maskedAddress}</span></@parts.fact>
    </@parts.facts>
    <details class="help"<#if issue.mailState == "refused"> open</#if>>
      <summary>${msg("sekishoTokenIssueMailHelpTitle")}</summary>
      <div class="help-body">
        <ul>
          <li>${msg("sekishoTokenIssueMailHelpSpam")}</li>
          <li>${msg("sekishoTokenIssueMailHelpAddress")}</li>
          <li>${msg("sekishoTokenIssueMailHelpNewest")}</li>
        </ul>
        <@issueParts.mailDomains/>
        <p><#if issue.inquiryUrl?has_content><a href="${issue.inquiryUrl}" target="_blank" rel="noopener noreferrer">${msg("sekishoTokenIssueInquiry")}<span class="visually-hidden">${msg("sekishoNewWindow")}</span></a><#else>${msg("sekishoTokenIssueInquirySupport")}</#if></p>
        <form action="${url.loginAction}" method="post" novalidate>
          <input type="hidden" name="step" value="confirm">
          <#if issue.resendFrom?has_content><p id="resend-from">${msg("sekishoTokenIssueResendFrom", issue.resendFrom)}</p></#if>
          <button class="button button-secondary" type="submit" name="resend" value="true"<#if issue.resendFrom?has_content> aria-describedby="resend-from"</#if>>${msg("sekishoTokenIssueResend")}</button>
        </form>
      </div>
    </details>
  </section>

  <section class="section" aria-labelledby="app-title">
    <h2 class="section-title" id="app-title">${msg("sekishoTokenIssueAppTitle")}</h2>
    <div class="token-app">
      <div>
        <p>${msg("sekishoTokenIssueAppOpen")}</p>
        <p class="qr-frame"><@registering.qrCode code=issue.appQr id="app-qr" label=msg("sekishoTokenIssueAppQrAlt")/></p>
        <p><a href="${issue.appLink}" target="_blank" rel="noopener noreferrer">${issue.appUrl}<span class="visually-hidden">${msg("sekishoNewWindow")}</span></a></p>
        <#if issue.featurePhoneAppUrl?has_content>
        <p>${msg("sekishoTokenIssueAppFeaturePhone")}<br><a href="${issue.featurePhoneAppUrl}" target="_blank" rel="noopener noreferrer">${issue.featurePhoneAppUrl}<span class="visually-hidden">${msg("sekishoNewWindow")}</span></a></p>
        </#if>
      </div>
      <div>
        <p>${msg("sekishoTokenIssueAppEnter")}</p>
        <table class="entry-table">
          <caption>${msg("sekishoTokenIssueAppCaption")}</caption>
          <tbody>
            <tr><th scope="row">${msg("sekishoTokenIssueServiceId")}</th><td><span class="id-value" id="service-id" translate="no">${issue.serviceId}</span></td></tr>
            <tr><th scope="row">${msg("sekishoTokenIssueUserId")}</th><td><span class="id-value" id="user-id" translate="no"><#list issue.userIdGroups as group><span>${group}</span></#list></span></td></tr>
            <tr><th scope="row">${msg("sekishoTokenIssueStartPassword")}</th><td>${msg("sekishoTokenIssueStartPasswordChosen")}</td></tr>
          </tbody>
        </table>
        <div class="notice notice-warning"><p>${msg("sekishoTokenIssueAppNotDone")}</p></div>
        <#-- The address names the place, so that whoever looks again and again stays there: a browser keeps it over the redirect. -->
        <form class="app-state" action="${url.loginAction}#app-state" method="post" novalidate>
          <input type="hidden" name="step" value="confirm">
          <p id="app-state" tabindex="-1">${msg("sekishoTokenIssueAppState")} <#if issue.activated><span class="badge badge-in-use">${msg("sekishoTokenIssueAppSetUp")}</span><#else><span class="badge">${msg("sekishoTokenIssueAppNotSetUp")}</span></#if></p>
          <button class="button button-secondary" type="submit" name="refresh" value="true" aria-describedby="app-state">${msg("sekishoTokenIssueRefresh")}</button>
        </form>
      </div>
    </div>
  </section>

  <section class="section" aria-labelledby="code-title">
    <h2 class="section-title" id="code-title">${msg("sekishoTokenIssueCodeTitle")}</h2>
    <p>${msg("sekishoTokenIssueCodeText")}</p>
    <form class="form" action="${url.loginAction}" method="post" novalidate>
      <input type="hidden" name="step" value="confirm">
      <@parts.otpField hint=msg("sekishoTokenIssueCodeHint", issue.digits)/>
      <@parts.actions primary=msg("sekishoTokenIssueConfirm") back=true/>
    </form>
    <@parts.leaveForm "confirm"/>
  </section>
  <@parts.codeHelp/>
  </#if>
</#if>
</@layout.registrationLayout>
