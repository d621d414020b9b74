<#--
  Asking for a passkey. Keycloak's page of the login name alone calls conditionalUIData too; the others call what they need.
  What the browser is asked for stands in data-*, and js/sekisho-passkey.js asks it; without the script, the page says what to do instead.
-->

<#-- Below the form of the login: a button, and the passkeys among what the browser offers for the login name. -->
<#macro conditionalUIData>
  <#if enableWebAuthnConditionalUI?has_content>
  <div class="passkey">
    <@use label=msg("sekishoPasskeyLogin") without=msg("sekishoPasskeyLoginWithoutScript") offer=(mediation!"conditional")/>
  </div>
  </#if>
</#macro>

<#--
  The button, and the form that its answer is sent by.
  without  what to do where scripts are off
  offer    how the browser offers passkeys before the button is pressed, by the words of its credentials API; "none" for not at all
  primary  whether it is the main button of the page
-->
<#macro use label without offer="none" primary=false>
  <form id="webauth" action="${url.loginAction}" method="post" data-passkey-use="${offer}" data-challenge="${challenge}" data-rp-id="${rpId}" data-user-verification="${userVerification}" data-timeout-seconds="${createTimeout?c}" data-attachment="${authenticatorAttachment!""}"<#if (isUserIdentified!"false") == "true"> data-identified data-allowed="<#list ((authenticators.authenticators)![]) as authenticator>${authenticator.credentialId}<#sep> </#list>"</#if> <@sentences/>>
    <#list ["clientDataJSON", "authenticatorData", "signature", "credentialId", "userHandle", "error"] as name>
    <input type="hidden" id="${name}" name="${name}">
    </#list>
    <noscript><p>${without}</p></noscript>
    <div class="actions" data-passkey-form hidden>
      <button class="button <#if primary>button-primary<#else>button-secondary</#if>" type="submit" id="authenticateWebAuthnButton"<#if primary> autofocus</#if> disabled>${label}</button>
    </div>
    <p class="passkey-says" role="status" data-passkey-says></p>
  </form>
</#macro>

<#-- What the script says of a browser's answer. -->
<#macro sentences>data-cancelled="${msg("sekishoPasskeyCancelled")}" data-unsupported="${msg("sekishoPasskeyUnsupported")}"</#macro>
