<#-- The pieces that the pages share: fields, the row of buttons, the receipt. -->

<#macro fieldError field id>
  <#if messagesPerField.existsError(field)>
  <p class="field-error" id="${id}-error"><span class="visually-hidden">${msg("sekishoErrorPrefix")}</span> ${messagesPerField.getFirstError(field)}</p>
  </#if>
</#macro>

<#--
  One input with its label, hint and error.
  errorField  the field the error hangs on, where it is not the input's own name
  focused     whether the page opens with the focus here; a field in error always does
  mark        whether the label says that it is required: on long forms. The input says so to a screen reader anyway
-->
<#macro field id label hint="" type="text" autocomplete="off" value="" errorField=id inputmode="" dir="" focused=false className="" mark=false>
  <#local invalid = messagesPerField.existsError(errorField)>
  <div class="field<#if invalid> field-invalid</#if>">
    <label class="field-label" for="${id}">${label}<#if mark> <span class="required-mark" aria-hidden="true">${msg("sekishoRequired")}</span></#if></label>
    <#if hint?has_content><p class="field-hint" id="${id}-hint">${hint}</p></#if>
    <@fieldError errorField id/>
    <input class="field-input<#if className?has_content> ${className}</#if>" id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" required<#if value?has_content> value="${value}"</#if><#if inputmode?has_content> inputmode="${inputmode}"</#if><#if dir?has_content> dir="${dir}"</#if><#if invalid> aria-invalid="true"</#if><#if invalid || focused> autofocus</#if><#if invalid || hint?has_content> aria-describedby="<#if hint?has_content>${id}-hint</#if><#if invalid> ${id}-error</#if>"</#if>>
  </div>
</#macro>

<#-- masked: on the pages that show or remove the key the code is hidden like a password, with the checkbox to look at it. -->
<#macro otpField hint masked=false focused=false errorField="otp">
  <@field id="otp" label=msg("sekishoOtpLabel") hint=hint type=masked?then("password", "text") autocomplete="one-time-code" inputmode="numeric" dir="ltr" focused=focused errorField=errorField className="field-input-code"/>
  <#if masked><@showPassword "otp"/></#if>
</#macro>

<#macro passwordField id label hint="" autocomplete="off" focused=false errorField=id>
  <@field id=id label=label hint=hint type="password" autocomplete=autocomplete focused=focused errorField=errorField/>
</#macro>

<#-- The script shows this checkbox; without it the fields stay masked, and the checkbox would do nothing. -->
<#macro showPassword fields>
  <p class="choice" data-reveals="${fields}" hidden>
    <input class="choice-input" type="checkbox" id="show-${fields?keep_before(" ")}">
    <label class="choice-label" for="show-${fields?keep_before(" ")}">${msg("sekishoShowPassword")}</label>
  </p>
</#macro>

<#--
  The row of buttons. Going back is a form of its own (leaveForm): Enter in a field then always means the main button,
  and what was typed is not sent along.
-->
<#macro actions primary back=false danger=false>
  <div class="actions">
    <#if back>
    <button class="button button-secondary button-back" type="submit" form="sekisho-leave" name="back" value="true" formnovalidate>${msg("sekishoBack")}</button>
    <#elseif isAppInitiatedAction??>
    <button class="button button-secondary button-back" type="submit" form="sekisho-leave" name="cancel-aia" value="true" formnovalidate>${msg("sekishoBack")}</button>
    </#if>
    <button class="button <#if danger>button-danger<#else>button-primary</#if>" type="submit" id="sekisho-submit">${primary}</button>
  </div>
</#macro>

<#macro leaveForm step>
  <form id="sekisho-leave" action="${url.loginAction}" method="post">
    <input type="hidden" name="step" value="${step}">
  </form>
</#macro>

<#-- A form that only goes on: to the status page, or to the next page of a walk. -->
<#macro onward step label>
  <form action="${url.loginAction}" method="post" novalidate>
    <input type="hidden" name="step" value="${step}">
    <div class="actions">
      <button class="button button-primary" type="submit" id="sekisho-submit">${label}</button>
    </div>
  </form>
</#macro>

<#macro facts>
  <dl class="facts"><#nested></dl>
</#macro>

<#macro fact name>
  <div class="fact"><dt>${name}</dt><dd><#nested></dd></div>
</#macro>

<#macro codeHelp>
  <details class="help">
    <summary>${msg("sekishoCodeHelpTitle")}</summary>
    <div class="help-body">
      <ul>
        <li>${msg("sekishoCodeHelpCurrent")}</li>
        <li>${msg("sekishoCodeHelpAccount")}</li>
        <li>${msg("sekishoCodeHelpClock")}</li>
        <li>${msg("sekishoCodeHelpLost")}</li>
      </ul>
    </div>
  </details>
</#macro>

<#macro beforeChangingPhones>
  <#if ((realm.attributes!{})["sekisho.enrolment"]!"") == "issued-token">
  <p>${msg("sekishoTokenPhoneChangeIntro")}</p>
  <ol>
    <li>${msg("sekishoTokenPhoneChangeRevoke")}</li>
    <li>${msg("sekishoTokenPhoneChangeIssue")}</li>
  </ol>
  <p>${msg("sekishoTokenPhoneChangeLost")}</p>
  <p>${msg("sekishoTokenPhoneChangeDelete")}</p>
  <#else>
  <p>${msg("sekishoPhoneChangeIntro")}</p>
  <ul>
    <li>${msg("sekishoPhoneChangeRedisplay")}</li>
    <li>${msg("sekishoPhoneChangeStop")}</li>
  </ul>
  <p>${msg("sekishoPhoneChangeLost")}</p>
  <p>${msg("sekishoPhoneChangeDelete")}</p>
  </#if>
</#macro>
