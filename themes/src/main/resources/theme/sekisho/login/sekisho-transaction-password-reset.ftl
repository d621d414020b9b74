<#import "template.ftl" as layout>
<@layout.registrationLayout takesFocus=true; section>
<#if section == "header">
  ${reset.set?then(msg("sekishoTransactionPasswordResetTitle"), msg("sekishoTransactionPasswordSetTitle"))}
<#elseif section == "form">
  <#assign telephone = advancedMsg((institution.supportTelephone)!"")>
  <#assign hours = advancedMsg((institution.supportHours)!"")>
  <p>${reset.set?then(msg("sekishoTransactionPasswordResetText"), msg("sekishoTransactionPasswordFirstText"))}</p>
  <ol class="stack">
    <li>${msg("sekishoTransactionPasswordResetCall")}
      <#if telephone?has_content><p class="call"><a class="support-telephone" href="tel:${telephone?replace("[^0-9+]", "", "r")}">${telephone}</a><#if hours?has_content> <span>${msg("sekishoSupportOpening", hours)}</span></#if></p></#if></li>
    <li>${msg("sekishoTransactionPasswordResetTemporary")}</li>
    <li>${msg("sekishoTransactionPasswordResetChange")}</li>
  </ol>
  <div class="actions"><a class="button button-primary" href="${reset.statusUrl}">${msg("sekishoToStatus")}</a></div>
</#if>
</@layout.registrationLayout>
