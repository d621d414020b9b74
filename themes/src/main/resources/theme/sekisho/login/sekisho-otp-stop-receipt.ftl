<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=(entrance??)?then(3, 0) steps=3 stepNames=parts.walkParts("stop") takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${msg("sekishoStopReceiptTitle")}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${(entrance??)?then(msg("sekishoEntranceStopReceiptText"), msg("sekishoStopReceiptText"))}</p></div>
  <@parts.facts>
    <@parts.fact name=msg("sekishoServiceName")>${msg("sekishoServiceOtp")}</@parts.fact>
  </@parts.facts>
  <p>${msg("sekishoStopReceiptApp")}</p>
  <p>${msg("sekishoStopReceiptAgain")}</p>
  <@parts.onward step="receipt" label=parts.wayOut()/>
</#if>
</@layout.registrationLayout>
