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

<#-- What a device is called on a page; "unnamed" is Keycloak's word for one that has no name. -->
<#function deviceLabel label counter>
  <#return (label?has_content && label != "unnamed")?then(label, msg("sekishoOtpDeviceUnnamed", counter))>
</#function>

<#--
  Which of several devices the code is of, above the field for the code.
  list        of ids with label (ours) or userLabel (Keycloak's own form)
  withDigits  whether each says how many digits its codes have
-->
<#macro otpDeviceChoice list selectedId withDigits=false>
  <#if (list?size gt 1)>
  <fieldset class="choices">
    <legend class="field-label">${msg("sekishoOtpLoginDevice")}</legend>
    <#list list as device>
    <#local label = deviceLabel((device.label)!(device.userLabel)!"", device?counter)>
    <p class="choice">
      <input class="choice-input" type="radio" id="otp-device-${device?index}" name="selectedCredentialId" value="${device.id}"<#if device.id == selectedId> checked</#if>>
      <label class="choice-label" for="otp-device-${device?index}">${withDigits?then(msg("sekishoOtpDeviceDigits", label, device.digits), label)}</label>
    </p>
    </#list>
  </fieldset>
  </#if>
</#macro>

<#-- The field for a code of one of the customer's devices. hintKey: of a message that is told the digits -->
<#macro otpOfDevice devices hintKey masked=false focused=false errorField="otp">
  <@otpDeviceChoice list=devices.list selectedId=devices.selectedId withDigits=!devices.ofOneLength/>
  <@otpField hint=devices.ofOneLength?then(msg(hintKey, devices.digits), msg("sekishoOtpHintOfDevice")) masked=masked focused=focused errorField=errorField/>
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
  A keyboard on the screen for a password, where the brand offers one. The script shows its button; without it the keys would do nothing.
  Letters stand in the order of the alphabet, since a narrow screen has no room for the rows of a real keyboard.
-->
<#macro screenKeyboard field>
  <#if (properties.sekishoScreenKeyboard!"") == "true">
  <#local letters = "abcdefghijklmnopqrstuvwxyz">
  <#local signs = [
      ["!", msg("sekishoScreenKeyboardExclamation")], ['"', msg("sekishoScreenKeyboardQuotation")], ["#", msg("sekishoScreenKeyboardHash")],
      ["$", msg("sekishoScreenKeyboardDollar")], ["%", msg("sekishoScreenKeyboardPercent")], ["&", msg("sekishoScreenKeyboardAmpersand")],
      ["'", msg("sekishoScreenKeyboardApostrophe")], ["(", msg("sekishoScreenKeyboardParenthesisOpen")], [")", msg("sekishoScreenKeyboardParenthesisClose")],
      ["*", msg("sekishoScreenKeyboardAsterisk")], ["+", msg("sekishoScreenKeyboardPlus")], [",", msg("sekishoScreenKeyboardComma")],
      ["-", msg("sekishoScreenKeyboardHyphen")], [".", msg("sekishoScreenKeyboardPeriod")], ["/", msg("sekishoScreenKeyboardSlash")],
      [":", msg("sekishoScreenKeyboardColon")], [";", msg("sekishoScreenKeyboardSemicolon")], ["<", msg("sekishoScreenKeyboardLess")],
      ["=", msg("sekishoScreenKeyboardEqual")], [">", msg("sekishoScreenKeyboardGreater")], ["?", msg("sekishoScreenKeyboardQuestion")],
      ["@", msg("sekishoScreenKeyboardAt")], ["[", msg("sekishoScreenKeyboardBracketOpen")], ["\\", msg("sekishoScreenKeyboardBackslash")],
      ["]", msg("sekishoScreenKeyboardBracketClose")], ["^", msg("sekishoScreenKeyboardCaret")], ["_", msg("sekishoScreenKeyboardUnderscore")],
      ["`", msg("sekishoScreenKeyboardGrave")], ["{", msg("sekishoScreenKeyboardBraceOpen")], ["|", msg("sekishoScreenKeyboardBar")],
      ["}", msg("sekishoScreenKeyboardBraceClose")], ["~", msg("sekishoScreenKeyboardTilde")]]>
  <div class="keyboard" data-screen-keyboard="${field}" hidden>
    <button class="button button-secondary" type="button" data-keyboard-open aria-expanded="false" aria-controls="${field}-keyboard">${msg("sekishoScreenKeyboardOpen")}</button>
    <div class="keyboard-panel" id="${field}-keyboard" role="group" aria-label="${msg("sekishoScreenKeyboardTitle")}" hidden>
      <div class="keyboard-keys" role="group" aria-label="${msg("sekishoScreenKeyboardDigits")}">
        <#list 0..9 as digit><button type="button" data-types="${digit}">${digit}</button></#list>
      </div>
      <div class="keyboard-keys keyboard-pane" role="group" aria-label="${msg("sekishoScreenKeyboardLetters")}" data-keyboard-letters="${msg("sekishoScreenKeyboardCapital")}">
        <#list 0..25 as index><button type="button" data-types="${letters[index]}">${letters[index]}</button></#list>
        <button class="keyboard-wide" type="button" data-keyboard-shift aria-pressed="false">${msg("sekishoScreenKeyboardShift")}</button>
      </div>
      <div class="keyboard-keys keyboard-pane" role="group" aria-label="${msg("sekishoScreenKeyboardSigns")}" data-keyboard-signs hidden>
        <#list signs as sign><button type="button" data-types="${sign[0]}" aria-label="${sign[1]}">${sign[0]}</button></#list>
        <button class="keyboard-space" type="button" data-types=" ">${msg("sekishoScreenKeyboardSpace")}</button>
      </div>
      <div class="keyboard-edit">
        <button type="button" data-keyboard-switch aria-pressed="false">${msg("sekishoScreenKeyboardSigns")}</button>
        <button type="button" data-keyboard-delete>${msg("sekishoScreenKeyboardDelete")}</button>
        <button type="button" data-keyboard-close>${msg("sekishoScreenKeyboardClose")}</button>
      </div>
    </div>
  </div>
  </#if>
</#macro>

<#--
  The row of buttons. Going back is a form of its own (leaveForm): Enter in a field then always means the main button,
  and what was typed is not sent along.
  leave  what that button is called, where it is not "back"
-->
<#macro actions primary back=false danger=false leave="">
  <div class="actions">
    <#if back || isAppInitiatedAction?? || entrance??>
    <button class="button button-secondary <#if leave?has_content>button-leave<#else>button-back</#if>" type="submit" form="sekisho-leave" name="${back?then("back", "cancel-aia")}" value="true" formnovalidate>${leave?has_content?then(leave, msg("sekishoBack"))}</button>
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

<#-- Where a walk leads in the end: back to the login page for those who came from there, else to the status page. -->
<#function wayOut>
  <#return (entrance??)?then(msg("sekishoEntranceToLogin"), msg("sekishoToStatus"))>
</#function>

<#-- The parts of the walks that start at the login page, for the layout's stepNames. walk: register, stop -->
<#function walkParts walk>
  <#return [msg("sekishoEntrancePartIdentification"), (walk == "stop")?then(msg("sekishoEntrancePartCode"), msg("sekishoEntrancePartToken")), msg("sekishoEntrancePartResult")]>
</#function>

<#-- The address of a walk that starts at the login page. It takes along which login that is, for the way back. walk: register, stop -->
<#function entranceUrl walk>
  <#local known = []>
  <#list ["client_id", "tab_id"] as name>
    <#list url.loginAction?matches("[?&](" + name + "=[^&#]*)") as parameter><#local known = known + [parameter?groups[1]]></#list>
  </#list>
  <#return url.loginUrl?keep_before("/login-actions/") + "/otp-service/" + walk + known?has_content?then("?", "") + known?join("&")>
</#function>

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

<#-- authenticator-app, issued-token, bound-token -->
<#function enrolment>
  <#return (institution.enrolment)!"">
</#function>

<#macro changeTitle>${(enrolment() == "bound-token")?then(msg("sekishoTokenChangeTitle"), msg("sekishoPhoneChangeTitle"))}</#macro>

<#macro beforeChangingPhones>
  <#if enrolment() == "bound-token">
  <ul>
    <li>${msg("sekishoTokenChangeOther")}</li>
    <li>${msg("sekishoTokenChangeLost")}</li>
  </ul>
  <p>${msg("sekishoTokenChangeKeep")}</p>
  <#elseif enrolment() == "issued-token">
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
