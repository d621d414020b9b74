<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
<#if section == "header">
  <#if messageHeader??>${msg(messageHeader)}<#else>${message.summary}</#if>
<#elseif section == "form">
  <div id="kc-info-message">
    <#-- Without a heading of its own the message is the heading; it is not said twice. -->
    <#if messageHeader??><p>${message.summary}</p></#if>
    <#if (requiredActions?size gt 0)!false>
    <ul>
      <#list requiredActions as requiredAction>
      <li>${msg("requiredAction.${requiredAction}")}</li>
      </#list>
    </ul>
    </#if>
    <#if !(skipLink??)>
      <#if pageRedirectUri?has_content>
    <div class="actions"><a class="button button-primary" href="${pageRedirectUri}">${msg("backToApplication")}</a></div>
      <#elseif actionUri?has_content>
    <div class="actions"><a class="button button-primary" href="${actionUri}">${msg("proceedWithAction")}</a></div>
      <#elseif (client.baseUrl)?has_content>
    <div class="actions"><a class="button button-primary" href="${client.baseUrl}">${msg("backToApplication")}</a></div>
      </#if>
    </#if>
  </div>
</#if>
</@layout.registrationLayout>
