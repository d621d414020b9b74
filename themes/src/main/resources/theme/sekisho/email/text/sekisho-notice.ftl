<#ftl output_format="plainText">
<#-- A value may be ${r"${key}"}; as an argument it is looked up in the theme's messages. -->
<#function text value=""><#return msg("sekishoNoticeValue", value)></#function>
<#assign institution = text(notice.institutionName!"")>
<#assign telephone = text(notice.supportTelephone!"")>
<#assign hours = text(notice.supportHours!"")>
<#assign supportName = text(notice.supportName!"")>
<#assign site = text(notice.siteUrl!"")>
${msg("sekishoNoticeGreeting", institution)}

${msg("sekishoNoticeBody." + notice.kind, notice.occurredAt)}

<#if (notice.facts)?has_content>
<#list notice.facts as name, value>
${msg("sekishoNoticeFactLine", msg("sekishoNoticeFact." + name), value)}
</#list>

</#if>
<#if notice.kind == "tokenActivation">
1. ${msg("sekishoNoticeActivationOpen")}
2. ${msg("sekishoNoticeActivationEnter")}
3. ${msg("sekishoNoticeActivationConfirm")}

</#if>
<#if (notice.facts!{}).mailCode??>
${msg("sekishoNoticeMailCodeSecrecy")}

</#if>
${msg("sekishoNoticeUnexpected")}
<#if telephone?has_content>
<#if supportName?has_content>
${supportName}
</#if>
${msg("sekishoNoticeTelephone", telephone)}
<#if hours?has_content>
${msg("sekishoNoticeHours", hours)}
</#if>
</#if>

${msg("sekishoNoticeNoReply")}
<#-- A mail may come twice, and then with the same number. -->
${msg("sekishoNoticeNumber", notice.messageId)}

--------
${institution}
<#if site?has_content>
${site}
</#if>
