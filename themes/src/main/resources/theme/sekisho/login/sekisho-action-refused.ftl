<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoRefusedTitle")}
<#elseif section == "form">
  <p>${msg("sekishoRefusedText")}</p>
  <@parts.onward step="refused" label=parts.wayOut()/>
</#if>
</@layout.registrationLayout>
