<#-- What the management pages share: users in a list, the search, the way from page to page. -->
<#import "sekisho-parts.ftl" as parts>

<#macro role user><#if user.role == "MASTER">${msg("sekishoManageRoleMaster")}<#elseif user.role == "ADMINISTRATOR">${msg("sekishoManageRoleAdministrator")}<#else>${msg("sekishoManageRoleUser")}</#if></#macro>

<#macro status user><span class="badge badge-${user.statusKind}"><#if user.status == "IN_USE">${msg("sekishoStatusInUse")}<#elseif user.status == "SUSPENDED">${msg("sekishoStatusSuspended")}<#elseif user.status == "ISSUED">${msg("sekishoManageIssued")}<#else>${msg("sekishoManageNotIssued")}</#if></span></#macro>

<#macro search list>
  <form class="search" action="${list.listUrl}" method="get" role="search" aria-label="${msg("sekishoManageSearchLabel")}">
    <label class="field-label" for="search">${msg("sekishoManageSearchLabel")}</label>
    <p class="field-hint" id="search-hint">${msg("sekishoManageSearchHint")}</p>
    <div class="search-line">
      <input class="field-input" id="search" name="search" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="search-hint"<#if list.search?has_content> value="${list.search}"</#if>>
      <button class="button button-secondary" type="submit">${msg("sekishoManageSearch")}</button>
    </div>
    <#if list.search?has_content><p class="link-line"><a href="${list.listUrl}">${msg("sekishoManageSearchEnd")}</a></p></#if>
  </form>
</#macro>

<#-- nobody: what to say where the list is empty and nothing was searched for. -->
<#macro users list nobody label>
  <#if list.users?has_content>
  <p class="list-count" role="status"><#if list.pages == 1>${msg("sekishoManageCountAll", list.total)}<#else>${msg("sekishoManageCount", list.total, list.from, list.to)}</#if></p>
  <#-- The roles repeat what the elements are: on a narrow screen the rows become cards, and some browsers then forget the table. -->
  <table class="list-table" role="table" aria-label="${label}">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">${msg("sekishoManageColumnUser")}</th>
        <th role="columnheader" scope="col">${msg("sekishoManageColumnRole")}</th>
        <th role="columnheader" scope="col">${msg("sekishoManageColumnStatus")}</th>
        <th role="columnheader" scope="col">${msg("sekishoManageColumnSince")}</th>
        <#if list.task?has_content><th role="columnheader" scope="col"><span class="visually-hidden">${msg("sekishoManageChoose")}</span></th></#if>
      </tr>
    </thead>
    <tbody role="rowgroup">
      <#list list.users as user>
      <tr role="row">
        <th role="rowheader" scope="row" id="user-${user?index}"><span class="list-name"><#if user.name?has_content>${user.name}<#else>${user.loginName}</#if></span><#if user.oneself> <span class="tag">${msg("sekishoManageOneself")}</span></#if><#if user.name?has_content> <span class="list-login">${user.loginName}</span></#if></th>
        <td role="cell"><@role user/></td>
        <td role="cell"><@status user/></td>
        <td role="cell" class="list-since">${user.since}</td>
        <#if list.task?has_content><td role="cell" class="list-choice"><a class="button button-secondary" href="${user.url}" aria-describedby="user-${user?index}">${msg("sekishoManageChoose")}</a></td></#if>
      </tr>
      </#list>
    </tbody>
  </table>
  <#if (list.pages gt 1)>
  <nav class="pager" aria-label="${msg("sekishoManagePages")}">
    <ul>
      <#if list.previousUrl?has_content>
      <li><a href="${list.firstUrl}">${msg("sekishoManagePageFirst")}</a></li>
      <li><a href="${list.previousUrl}" rel="prev">${msg("sekishoManagePagePrevious")}</a></li>
      </#if>
      <li><span aria-current="page">${msg("sekishoManagePage", list.pages, list.page)}</span></li>
      <#if list.nextUrl?has_content>
      <li><a href="${list.nextUrl}" rel="next">${msg("sekishoManagePageNext")}</a></li>
      <li><a href="${list.lastUrl}">${msg("sekishoManagePageLast")}</a></li>
      </#if>
    </ul>
  </nav>
  </#if>
  <#else>
  <p class="notice notice-info" role="status"><#if list.search?has_content>${msg("sekishoManageNobodyFound", list.search)}<#else>${nobody}</#if></p>
  </#if>
</#macro>

<#macro userFacts user>
  <@parts.facts>
    <#if user.name?has_content><@parts.fact name=msg("sekishoManageName")>${user.name}</@parts.fact></#if>
    <@parts.fact name=msg("sekishoManageLoginName")>${user.loginName}<#if user.oneself> <span class="tag">${msg("sekishoManageOneself")}</span></#if></@parts.fact>
    <@parts.fact name=msg("sekishoManageColumnRole")><@role user/></@parts.fact>
    <@parts.fact name=msg("sekishoManageColumnStatus")><@status user/><#if user.since?has_content> ${msg("sekishoManageSince", user.since)}</#if></@parts.fact>
  </@parts.facts>
</#macro>
