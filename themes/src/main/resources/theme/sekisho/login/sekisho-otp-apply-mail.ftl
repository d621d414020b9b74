<#import "template.ftl" as layout>
<#import "sekisho-apply-parts.ftl" as applyParts>
<#import "sekisho-mail-code-parts.ftl" as mailCodeParts>
<@layout.registrationLayout step=apply.step steps=apply.steps errorFields=["mailCode"] takesFocus=true mayLogOut=true; section>
<#if section == "header">
  ${msg("sekishoMailCodeTitle")}
<#elseif section == "form">
  <@applyParts.introduction/>
  <@applyParts.needed withMailCode=true/>
  <p>${msg("sekishoTransactionPasswordMailText")}</p>
  <@mailCodeParts.form/>
</#if>
</@layout.registrationLayout>
