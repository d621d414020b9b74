<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
<#if section == "header">
  ${msg("errorTitle")}
<#elseif section == "form">
  <div class="notice notice-error" id="kc-error-message" role="alert">
    <p>${message.summary}</p>
  </div>
  <#if traceId??>
  <p class="field-hint" id="traceId">${msg("traceIdSupportMessage", traceId)}</p>
  </#if>
  <#if !(skipLink??) && (client.baseUrl)?has_content>
  <div class="actions"><a class="button button-primary" id="backToApplication" href="${client.baseUrl}">${msg("backToApplication")}</a></div>
  </#if>
</#if>
</@layout.registrationLayout>
