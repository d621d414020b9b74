<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout step=3 steps=3 stepNames=parts.walkParts("register") takesFocus=true mayLogOut=!(entrance??); section>
<#if section == "header">
  ${bind.replaced?then(msg("sekishoTokenBindReplacedTitle"), msg("sekishoTokenBindReceiptTitle"))}
<#elseif section == "form">
  <div class="notice notice-success" role="status"><p>${bind.replaced?then(msg("sekishoTokenBindReplacedText"), msg("sekishoTokenBindReceiptText"))}</p></div>
  <@parts.facts>
    <@parts.fact name=msg("sekishoTokenId")><span class="id-value token-id" translate="no">${bind.tokenId}</span></@parts.fact>
    <@parts.fact name=msg("sekishoTokenBindResultCode")><span translate="no">(${bind.resultCode})</span></@parts.fact>
  </@parts.facts>
  <p>${msg("sekishoTokenBindReceiptNext", msg("username"), msg("password"))}</p>
  <#if bind.replaced><p>${msg("sekishoTokenBindReplacedLost")}</p></#if>
  <p>${msg("sekishoTokenBindReceiptMail")}</p>
  <p>${msg("sekishoTokenBindReceiptCode")}</p>
  <@parts.onward step="receipt" label=parts.wayOut()/>
</#if>
</@layout.registrationLayout>
