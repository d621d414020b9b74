<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-issue-parts.ftl" as issueParts>
<@layout.registrationLayout step=issue.step steps=issue.steps errorFields=["email", "emailConfirm", "startPassword", "startPasswordConfirm"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTokenIssueText")}</p>
  <@issueParts.skip/>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="issue">
    <section class="section" aria-labelledby="email-title">
      <h2 class="section-title" id="email-title">${msg("sekishoTokenIssueEmailTitle")}</h2>
      <p>${msg("sekishoTokenIssueEmailText")}</p>
      <@issueParts.mailDomains/>
      <@parts.field id="email" label=msg("sekishoTokenIssueEmail") hint=msg("sekishoTokenIssueEmailRule", issue.minAddressLength, issue.maxAddressLength) value=issue.email!"" inputmode="email" autocomplete="email" dir="ltr" mark=true/>
      <@parts.field id="emailConfirm" label=msg("sekishoTokenIssueEmailConfirm") hint=msg("sekishoTokenIssueEmailConfirmHint") inputmode="email" autocomplete="email" dir="ltr" mark=true/>
    </section>
    <section class="section" aria-labelledby="settings-title">
      <h2 class="section-title" id="settings-title">${msg("sekishoTokenIssueSettingsTitle")}</h2>
      <p>${msg("sekishoTokenIssueSettingsText")}</p>
      <@parts.field id="startPassword" label=msg("sekishoTokenIssueStartPassword") hint=msg("sekishoTokenIssueStartPasswordRule", issue.minStartPasswordLength, issue.maxStartPasswordLength) type="password" inputmode="numeric" dir="ltr" mark=true/>
      <@parts.field id="startPasswordConfirm" label=msg("sekishoTokenIssueStartPasswordConfirm") hint=msg("sekishoTokenIssueStartPasswordConfirmHint") type="password" inputmode="numeric" dir="ltr" mark=true/>
      <@parts.showPassword "startPassword startPasswordConfirm"/>
    </section>
    <@parts.actions primary=msg("sekishoTokenIssueSubmit")/>
  </form>
  <@parts.leaveForm "issue"/>
</#if>
</@layout.registrationLayout>
