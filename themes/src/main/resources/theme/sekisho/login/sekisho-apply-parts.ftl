<#import "sekisho-parts.ftl" as parts>
<#-- The opening of the application, the same whether the customer proves a transaction password, sets one, or proves himself by mail before. -->

<#macro introduction>
  <#if properties.sekishoServiceIntroduction == "true">
  <section class="section" aria-labelledby="present-title">
    <h2 class="section-title" id="present-title">${msg("sekishoApplyPresentStatus")}</h2>
    <@parts.facts>
      <@parts.fact name=msg("sekishoServiceOtp")><span class="badge badge-not-registered">${msg(apply.serviceStatus)}</span></@parts.fact>
    </@parts.facts>
  </section>
  <section class="section" aria-labelledby="about-title">
    <h2 class="section-title" id="about-title">${msg("sekishoApplyAboutTitle")}</h2>
    <p>${msg("sekishoApplyAboutText")}</p>
    <p>${msg("sekishoApplyAboutCode")}</p>
  </section>
  </#if>
</#macro>

<#macro needed withTransactionPassword=false withMailCode=false>
  <section class="panel" aria-labelledby="needed-title">
    <h2 class="panel-title" id="needed-title">${msg("sekishoApplyNeededTitle")}</h2>
    <ul>
      <li>${msg("sekishoApplyNeededPhone")}</li>
      <#if withTransactionPassword><li>${msg("sekishoTransactionPassword")}</li></#if>
      <#if withMailCode><li>${msg("sekishoMailCodeNeeded")}</li></#if>
    </ul>
    <p>${msg("sekishoApplyNeededTime")}</p>
  </section>
</#macro>
