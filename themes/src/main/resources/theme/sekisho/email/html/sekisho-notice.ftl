<#-- Escaped throughout: a name or a text with markup in it stays text. The only links are the telephone number and facts that are one. -->
<#function text value=""><#return msg("sekishoNoticeValue", value)></#function>
<#assign institution = text(notice.institutionName!"")>
<#assign telephone = text(notice.supportTelephone!"")>
<#assign hours = text(notice.supportHours!"")>
<#assign supportName = text(notice.supportName!"")>
<#assign site = text(notice.siteUrl!"")>
<!DOCTYPE html>
<html lang="${locale.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${subject!}</title>
</head>
<body style="margin:0;padding:16px;background:#fff;color:#1a1a1a;font:16px/1.7 sans-serif">
<main style="max-width:40em">
<p>${msg("sekishoNoticeGreeting", institution)}</p>
<h1 style="margin:16px 0;padding:12px 16px;border-left:6px solid #333;font-size:16px">${msg("sekishoNoticeBody." + notice.kind, notice.occurredAt)}</h1>
<#if (notice.facts)?has_content>
<dl>
<#list notice.facts as name, value>
<dt style="font-weight:bold">${msg("sekishoNoticeFact." + name)}</dt>
<dd style="margin:0 0 12px;font-size:20px;overflow-wrap:anywhere"><#if name?ends_with("Url") && value?matches("https?://.*")><a href="${value}" style="color:#1a4a8f">${value}</a><#else>${value}</#if></dd>
</#list>
</dl>
</#if>
<#if notice.kind == "tokenActivation">
<ol>
<li>${msg("sekishoNoticeActivationOpen")}</li>
<li>${msg("sekishoNoticeActivationEnter")}</li>
<li>${msg("sekishoNoticeActivationConfirm")}</li>
</ol>
</#if>
<#if (notice.facts!{}).mailCode??>
<p style="font-weight:bold">${msg("sekishoNoticeMailCodeSecrecy")}</p>
</#if>
<p>${msg("sekishoNoticeUnexpected")}</p>
<#if telephone?has_content>
<p><#if supportName?has_content>${supportName}<br></#if><a href="tel:${telephone?replace("[^0-9+]", "", "r")}" style="color:#1a1a1a;font-size:20px;font-weight:bold">${telephone}</a><#if hours?has_content><br>${msg("sekishoNoticeHours", hours)}</#if></p>
</#if>
<p>${msg("sekishoNoticeNoReply")}<br>${msg("sekishoNoticeNumber", notice.messageId)}</p>
</main>
<footer style="max-width:40em;border-top:1px solid #999">
<p>${institution}<#if site?has_content><br>${site}</#if></p>
</footer>
</body>
</html>
