<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-manage-parts.ftl" as managing>
<@layout.registrationLayout errorFields=["transactionPassword", "otp"] takesFocus=true logoutUrl=manage.logoutUrl stateChecker=manage.stateChecker; section>
<#assign lift = manage.task == "lift-suspension">
<#if section == "header">
  <#if lift>${msg("sekishoManageLiftConfirmTitle")}<#else>${msg("sekishoManageRevokeConfirmTitle")}</#if>
<#elseif section == "form">
  <@managing.userFacts manage.user/>
  <#if manage.reason?has_content>
  <p class="notice notice-info" role="status">${msg(manage.reason)}</p>
  <div class="actions"><a class="button button-secondary button-back" href="${manage.listUrl}">${msg("sekishoManageToList")}</a></div>
  <#else>
  <#if lift>
  <p>${msg("sekishoManageLiftConfirmText", msg("sekishoTransactionPassword"))}</p>
  <#else>
  <p>${msg("sekishoManageRevokeConfirmText", msg("sekishoTransactionPassword"))}</p>
  <p>${msg("sekishoManageRevokeConsequence")}</p>
  <#if manage.user.oneself><p>${msg("sekishoManageRevokeOneself")}</p></#if>
  </#if>
  <form class="form" action="${manage.user.url}" method="post" novalidate>
    <input type="hidden" name="stateChecker" value="${manage.stateChecker}">
    <@parts.passwordField id="transactionPassword" label=msg("sekishoTransactionPassword")/>
    <@parts.showPassword "transactionPassword"/>
    <#if !lift><@parts.otpOfDevice devices=manage.devices hintKey="sekishoManageOtpHint"/></#if>
    <div class="actions">
      <a class="button button-secondary button-back" href="${manage.listUrl}">${msg("sekishoBack")}</a>
      <button class="button <#if lift>button-primary<#else>button-danger</#if>" type="submit" id="sekisho-submit"><#if lift>${msg("sekishoManageLiftDo")}<#else>${msg("sekishoManageRevokeDo")}</#if></button>
    </div>
  </form>
  </#if>
</#if>
</@layout.registrationLayout>
