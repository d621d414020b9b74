<#import "template.ftl" as layout>
<@layout.registrationLayout takesFocus=true logoutUrl=manage.logoutUrl stateChecker=manage.stateChecker; section>
<#if section == "header">
  ${msg("sekishoRefusedTitle")}
<#elseif section == "form">
  <p>${msg("sekishoRefusedText")}</p>
  <div class="actions"><#if manage.manager><a class="button button-primary" href="${manage.manageUrl}">${msg("sekishoManageToMenu")}</a><#else><a class="button button-primary" href="${manage.statusUrl}">${msg("sekishoToStatus")}</a></#if></div>
</#if>
</@layout.registrationLayout>
