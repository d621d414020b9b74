<#import "template.ftl" as layout>
<#import "sekisho-manage-parts.ftl" as managing>
<@layout.registrationLayout wide=true takesFocus=true logoutUrl=manage.logoutUrl stateChecker=manage.stateChecker query=manage.query; section>
<#if section == "header">
  ${msg("sekishoManageTitle")}
<#elseif section == "form">
  <p class="customer">${msg("sekishoManageCompany", manage.companyName)}</p>
  <nav class="section" aria-labelledby="manage-tasks">
    <h2 class="section-title" id="manage-tasks">${msg("sekishoManageTasksTitle")}</h2>
    <ul class="tasks">
      <li class="task"><a class="button button-secondary" href="${manage.liftUrl}" aria-describedby="manage-lift">${msg("sekishoManageLift")}</a> <span id="manage-lift">${msg("sekishoManageLiftAbout")}</span></li>
      <li class="task"><a class="button button-secondary" href="${manage.revokeUrl}" aria-describedby="manage-revoke">${msg("sekishoManageRevoke")}</a> <span id="manage-revoke">${msg("sekishoManageRevokeAbout")}</span></li>
    </ul>
  </nav>
  <section class="section" aria-labelledby="manage-users">
    <h2 class="section-title" id="manage-users">${msg("sekishoManageUsersTitle")}</h2>
    <@managing.search manage/>
    <@managing.users list=manage nobody=msg("sekishoManageNobody") label=msg("sekishoManageUsersTitle")/>
  </section>
  <p class="link-line"><a href="${manage.statusUrl}">${msg("sekishoToStatus")}</a></p>
</#if>
</@layout.registrationLayout>
