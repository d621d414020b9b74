<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<@layout.registrationLayout wide=true takesFocus=true logoutUrl=status.logoutUrl stateChecker=status.stateChecker; section>
<#if section == "header">
  ${msg("sekishoStatusTitle")}
<#elseif section == "form">
  <#assign telephone = advancedMsg((institution.supportTelephone)!"")>
  <#if status.customerName?has_content><p class="customer">${msg("sekishoStatusCustomer", status.customerName)}</p></#if>
  <#if status.suspended>
  <section class="notice notice-error" aria-labelledby="suspended-title">
    <h2 class="notice-title" id="suspended-title">${msg("sekishoStatusSuspendedTitle")}</h2>
    <p>${msg("sekishoStatusSuspendedText")}</p>
    <p><#if telephone?has_content>${msg("sekishoStatusSuspendedCall")} <a class="support-telephone" href="tel:${telephone?replace("[^0-9+]", "", "r")}">${telephone}</a><#else>${msg("sekishoStatusSuspendedAsk")}</#if></p>
  </section>
  </#if>
  <#if (status.sections?size gt 1)>
  <nav class="page-nav" aria-label="${msg("sekishoStatusOnThisPage")}">
    <ul>
      <#list status.sections as part>
      <li><a href="#${part.id}">${advancedMsg(part.title)}</a></li>
      </#list>
    </ul>
  </nav>
  </#if>
  <#list status.sections as part>
  <section class="section" id="${part.id}" aria-labelledby="${part.id}-title">
    <h2 class="section-title" id="${part.id}-title">${advancedMsg(part.title)}</h2>
    <#-- The roles repeat what the elements are: on a narrow screen the rows become cards, and some browsers then forget the table. -->
    <table class="status-table" role="table" aria-labelledby="${part.id}-title">
      <thead role="rowgroup" class="visually-hidden">
        <tr role="row">
          <th role="columnheader" scope="col">${msg("sekishoStatusColumnName")}</th>
          <th role="columnheader" scope="col">${msg("sekishoStatusColumnStatus")}</th>
          <th role="columnheader" scope="col">${msg("sekishoStatusColumnAction")}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        <#list part.rows as row>
        <#assign rowId = part.id + "-" + row?index>
        <tr role="row">
          <th role="rowheader" scope="row"><span id="${rowId}">${advancedMsg(row.name)}</span><#if row.note?has_content> <span class="tag">${advancedMsg(row.note)}</span></#if></th>
          <td role="cell" class="status-cell"><#if row.secret><span aria-hidden="true">*****</span><span class="visually-hidden">${msg("sekishoStatusSecret")}</span></#if><#if row.status?has_content> <span class="badge<#if row.statusKind?has_content> badge-${row.statusKind}</#if>">${advancedMsg(row.status)}</span></#if></td>
          <td role="cell"><#if row.actions?has_content><div class="row-actions">
            <#list row.actions as action>
            <#if action.post>
            <form action="${action.url}" method="post">
              <input type="hidden" name="stateChecker" value="${status.stateChecker}">
              <button class="button <#if row.statusKind == "not-registered">button-primary<#else>button-secondary</#if>" type="submit" aria-describedby="${rowId}">${advancedMsg(action.label)}</button>
            </form>
            <#else>
            <a class="button button-secondary" href="${action.url}" aria-describedby="${rowId}">${advancedMsg(action.label)}</a>
            </#if>
            </#list>
          </div></#if></td>
        </tr>
        </#list>
      </tbody>
    </table>
  </section>
  </#list>
  <#if status.otpInUse>
  <#if status.devices?has_content>
  <section class="section" aria-labelledby="devices-title">
    <h2 class="section-title" id="devices-title">${msg("sekishoStatusDevices")}</h2>
    <ul>
      <#list status.devices as device>
      <li>${parts.deviceLabel(device.label, device?counter)}</li>
      </#list>
    </ul>
  </section>
  </#if>
  <section class="panel" aria-labelledby="phone-change-title">
    <h2 class="panel-title" id="phone-change-title"><@parts.changeTitle/></h2>
    <@parts.beforeChangingPhones/>
  </section>
  <@parts.codeHelp/>
  </#if>
</#if>
</@layout.registrationLayout>
