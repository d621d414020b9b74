<#import "template.ftl" as layout>
<@layout.registrationLayout; section>
<#if section == "header">
  ${msg("logoutConfirmTitle")}
<#elseif section == "form">
  <div id="kc-logout-confirm">
    <p>${msg("logoutConfirmHeader")}</p>
    <form class="form" action="${url.logoutConfirmAction}" method="post" novalidate>
      <input type="hidden" name="session_code" value="${logoutConfirm.code}">
      <div class="actions">
        <#if !logoutConfirm.skipLink && (client.baseUrl)?has_content>
        <a class="button button-secondary" href="${client.baseUrl}">${msg("backToApplication")}</a>
        </#if>
        <button class="button button-primary" type="submit" name="confirmLogout" id="kc-logout" value="true">${msg("doLogout")}</button>
      </div>
    </form>
  </div>
</#if>
</@layout.registrationLayout>
