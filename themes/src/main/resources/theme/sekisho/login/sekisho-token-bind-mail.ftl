<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<#import "sekisho-mail-code-parts.ftl" as mailCodeParts>
<@layout.registrationLayout step=1 steps=3 stepNames=parts.walkParts("register") errorFields=["mailCode"] takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoMailCodeTitle")}
<#elseif section == "form">
  <#if !entrance??><@bindParts.needed replacing=true/></#if>
  <@mailCodeParts.form leave=msg("sekishoTokenBindCancel")/>
</#if>
</@layout.registrationLayout>
