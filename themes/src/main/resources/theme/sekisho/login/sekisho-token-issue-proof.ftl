<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=issue.step steps=issue.steps errorFields=["transactionPassword"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoTokenIssueProofTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTokenIssueAbout")}</p>
  <section class="panel" aria-labelledby="needed-title">
    <h2 class="panel-title" id="needed-title">${msg("sekishoTokenIssueNeededTitle")}</h2>
    <ul>
      <li>${msg("sekishoTokenIssueNeededPhone")}</li>
      <li>${msg("sekishoTransactionPassword")}</li>
    </ul>
    <p>${msg("sekishoTokenIssueNeededTime")}</p>
  </section>
  <p>${msg("sekishoTokenIssueProofText")}</p>
  <p>${msg("sekishoTokenIssueProofThen")}</p>
  <form class="form" action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="proof">
    <@parts.passwordField id="transactionPassword" label=msg("sekishoTransactionPassword")/>
    <@parts.showPassword "transactionPassword"/>
    <@parts.actions primary=msg("sekishoVerify")/>
  </form>
  <@parts.leaveForm "proof"/>
</#if>
</@layout.registrationLayout>
