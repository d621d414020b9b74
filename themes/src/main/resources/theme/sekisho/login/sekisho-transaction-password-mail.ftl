<#import "template.ftl" as layout>
<#import "sekisho-mail-code-parts.ftl" as mailCodeParts>
<@layout.registrationLayout errorFields=["mailCode"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoMailCodeTitle")}
<#elseif section == "form">
  <p>${msg("sekishoTransactionPasswordMailText")}</p>
  <@mailCodeParts.form/>
</#if>
</@layout.registrationLayout>
