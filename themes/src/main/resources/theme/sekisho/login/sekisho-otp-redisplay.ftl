<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-registration.ftl" as registering>
<@layout.registrationLayout takesFocus=true wide=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoRedisplayTitle")}
<#elseif section == "form">
  <p>${msg("sekishoRedisplayText")}</p>
  <@registering.all/>
  <p>${msg("sekishoRedisplayDone")}</p>
  <@parts.onward step="shown" label=msg("sekishoToStatus")/>
</#if>
</@layout.registrationLayout>
