<#import "sekisho-parts.ftl" as parts>
<#-- The pieces that the pages of a token's issue share. -->

<#-- For someone whose token is issued already: on to the page that confirms it. A form of its own, so that Enter in a field never means it. -->
<#macro skip>
  <#if issue.skippable>
  <section class="panel" aria-labelledby="skip-title">
    <h2 class="panel-title" id="skip-title">${msg("sekishoTokenIssueSkipTitle")}</h2>
    <p>${msg("sekishoTokenIssueSkipText")}</p>
    <form action="${url.loginAction}" method="post" novalidate>
      <input type="hidden" name="step" value="issue">
      <button class="button button-secondary" type="submit" name="skip" value="true">${msg("sekishoTokenIssueSkip")}</button>
    </form>
  </section>
  </#if>
</#macro>

<#-- For customers with a mail filter. -->
<#macro mailDomains>
  <#if issue.mailDomains?has_content>
  <p>${msg("sekishoTokenIssueMailDomains")}</p>
  <ul class="domains">
    <#list issue.mailDomains as domain>
    <li translate="no">${domain}</li>
    </#list>
  </ul>
  </#if>
</#macro>
