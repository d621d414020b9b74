<#import "template.ftl" as layout>
<#import "sekisho-manage-parts.ftl" as managing>
<@layout.registrationLayout takesFocus=true logoutUrl=manage.logoutUrl stateChecker=manage.stateChecker; section>
<#assign lift = manage.task == "lift-suspension">
<#if section == "header">
  <#if lift>${msg("sekishoManageLiftResultTitle")}<#else>${msg("sekishoManageRevokeResultTitle")}</#if>
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p><#if lift>${msg("sekishoManageLiftResultText")}<#else>${msg("sekishoManageRevokeResultText")}</#if></p></div>
  <@managing.userFacts manage.user/>
  <#if !lift>
  <p><#if manage.notBefore?has_content>${msg("sekishoManageRevokeResultNotBefore", manage.notBefore)}<#else>${msg("sekishoManageRevokeResultAgain")}</#if></p>
  <p>${msg("sekishoManageRevokeResultApp")}</p>
  </#if>
  <p>${msg("sekishoManageResultMail")}</p>
  <div class="actions">
    <a class="button button-secondary" href="${manage.listUrl}">${msg("sekishoManageToList")}</a>
    <a class="button button-primary" href="${manage.manageUrl}">${msg("sekishoManageToMenu")}</a>
  </div>
</#if>
</@layout.registrationLayout>
