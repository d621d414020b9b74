<#import "template.ftl" as layout>
<#import "sekisho-manage-parts.ftl" as managing>
<@layout.registrationLayout wide=true takesFocus=true logoutUrl=manage.logoutUrl stateChecker=manage.stateChecker query=manage.query; section>
<#assign lift = manage.task == "lift-suspension">
<#if section == "header">
  <#if lift>${msg("sekishoManageLift")}<#else>${msg("sekishoManageRevoke")}</#if>
<#elseif section == "form">
  <p class="customer">${msg("sekishoManageCompany", manage.companyName)}</p>
  <p><#if lift>${msg("sekishoManageLiftText")}<#else>${msg("sekishoManageRevokeText")}</#if></p>
  <@managing.search manage/>
  <@managing.users list=manage nobody=lift?then(msg("sekishoManageNobodySuspended"), msg("sekishoManageNobodyToRevoke")) label=lift?then(msg("sekishoManageLift"), msg("sekishoManageRevoke"))/>
  <p class="link-line"><a href="${manage.manageUrl}">${msg("sekishoManageToMenu")}</a></p>
</#if>
</@layout.registrationLayout>
