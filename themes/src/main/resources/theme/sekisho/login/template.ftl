<#--
  The frame of every page. The base theme's pages call this macro too, so its first four parameters are theirs.
  errorFields  fields whose errors the summary links to, in the order of the page; "field>id" where the input has another id
  step, steps  where a wizard stands; 0 on any other page
  stepNames    what the steps are called, where the customer is shown their names
  takesFocus   whether the script may put the focus on the heading: on the pages of a walk, not on a login page
  mayLogOut    whether a way out is shown; the status page brings its own logoutUrl, to which it posts its stateChecker
  query        what the address of the page holds besides, to be kept when the language is changed
  screenKeyboard  whether the page has a password for which the brand may offer a keyboard on the screen
-->
<#-- Our versions of the base theme's pages have nothing inline, so the policy may say so; some of its other pages do. -->
<#assign strictPages = ["error", "info", "login", "login-otp", "login-page-expired", "login-update-password", "logout-confirm",
    "webauthn-authenticate", "webauthn-error", "webauthn-register"]>
<#-- The theme's own files of one kind, styles or scripts: those of the property itself, then the named additions of a child ("styles.brand"),
     by name, each with its path and its type ("scripts.brand.type"). Newer versions of Keycloak hand over such a list (themeResources), older ones do not. -->
<#function ownFiles kind>
  <#local additions = properties?keys?filter(key -> key?starts_with(kind + ".") && !key?keep_after(".")?contains(".") && properties[key]?has_content)?sort>
  <#return (properties[kind]!"")?word_list?map(path -> {"path": path, "type": ""}) + additions?map(key -> {"path": properties[key], "type": properties[key + ".type"]!""})>
</#function>
<#-- Keycloak's own address for it drops what a client policy has decided about the login; ours keeps it. -->
<#function restartUrl><#return url.loginRestartFlowUrl?replace("/login-actions/restart", "/otp-service/restart")></#function>
<#macro registrationLayout bodyClass="" displayInfo=false displayMessage=true displayRequiredFields=false
        errorFields=[] step=0 steps=0 stepNames=[] takesFocus=false wide=false mayLogOut=false logoutUrl="" stateChecker="" query="" screenKeyboard=false>
<#local heading><#nested "header"></#local>
<#local headingText = heading?markup_string?replace("<[^>]*>", "", "r")?replace("\\s+", " ", "r")?trim>
<#local hasError = message?has_content && message.type == "error">
<#if mayLogOut && !logoutUrl?has_content>
  <#-- In the midst of a login there may be no session to log out of yet: starting again ends both the login and a session it belongs to. -->
  <#local logoutTarget = (isAppInitiatedAction??)?then(url.logoutConfirmAction?keep_before("/logout-confirm"), restartUrl())>
<#else>
  <#local logoutTarget = logoutUrl>
</#if>
<!DOCTYPE html>
<html lang="${lang}"<#if (locale.rtl)!false> dir="rtl"</#if>>
<head>
  <meta charset="utf-8">
  <#if strictPages?seq_contains(pageId) || pageId?starts_with("sekisho-")>
  <meta http-equiv="Content-Security-Policy" content="default-src 'self'; object-src 'none'; base-uri 'none'">
  </#if>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <meta name="color-scheme" content="light">
  <meta name="format-detection" content="telephone=no">
  <title><#if hasError>${msg("sekishoTitleError")} </#if>${headingText?no_esc}<#if (step gt 0)>${msg("sekishoTitleStep", steps, step)}</#if> | ${realm.displayName}</title>
  <link rel="icon" type="image/svg+xml" href="${url.resourcesPath}/img/favicon.svg">
  <#list ownFiles("styles") as style>
  <link rel="stylesheet" href="${url.resourcesPath}/${style.path}">
  </#list>
  <#local keyboardOffered = screenKeyboard && (properties.sekishoScreenKeyboard!"") == "true">
  <#if keyboardOffered>
  <link rel="stylesheet" href="${url.resourcesPath}/css/sekisho-screen-keyboard.css">
  </#if>
  <script src="${url.resourcesPath}/js/sekisho.js" defer></script>
  <#if keyboardOffered>
  <script src="${url.resourcesPath}/js/sekisho-screen-keyboard.js" defer></script>
  </#if>
  <#if enableWebAuthnConditionalUI?has_content || ["webauthn-authenticate", "webauthn-register"]?seq_contains(pageId)>
  <script src="${url.resourcesPath}/js/sekisho-passkey.js" defer></script>
  </#if>
  <#list ownFiles("scripts") as script>
  <script src="${url.resourcesPath}/${script.path}"<#if script.type?has_content> type="${script.type}"</#if> defer></script>
  </#list>
  <#list scripts![] as script>
  <script src="${script}" defer></script>
  </#list>
<#-- No end tag, which HTML allows: Keycloak would put an inline script before it after every POST, and the policy would refuse it.
     What that script is for, a history without resubmitted forms, js/sekisho.js does. -->
<body class="${bodyClass}" data-page-id="login-${pageId}">
<header class="site-header">
  <div class="site-header-inner">
    <p class="brand"><#if properties.sekishoWordMark?has_content><img class="brand-mark" src="${url.resourcesPath}/${properties.sekishoWordMark}" alt="${realm.displayName}"><#else>${realm.displayName}</#if></p>
    <#local switchable = realm.internationalizationEnabled && ((locale.supported)![])?size gt 1>
    <#if switchable || logoutTarget?has_content>
    <nav class="site-nav" aria-label="${msg("sekishoSiteNavigation")}">
      <ul>
        <#if switchable>
        <#list locale.supported as language>
        <li<#if language.languageTag == lang> class="site-nav-here"</#if>><a href="${language.url}<#if query?has_content>&amp;${query}</#if>" lang="${language.languageTag}" hreflang="${language.languageTag}"<#if language.languageTag == lang> aria-current="true"</#if>>${language.label}</a></li>
        </#list>
        </#if>
        <#if logoutUrl?has_content>
        <li><form method="post" action="${logoutUrl}"><input type="hidden" name="stateChecker" value="${stateChecker}"><button class="site-nav-logout" type="submit">${msg("sekishoLogout")}</button></form></li>
        <#elseif logoutTarget?has_content>
        <li><a class="site-nav-logout" href="${logoutTarget}">${msg("sekishoLogout")}</a></li>
        </#if>
      </ul>
    </nav>
    </#if>
  </div>
</header>
<main class="main<#if wide> main-wide</#if>" id="kc-content">
  <#-- Keycloak warns that an action is required; someone who started the action need not be told. Our own pages mean what they say. -->
  <#if displayMessage && message?has_content && (message.type != "warning" || !isAppInitiatedAction?? || takesFocus)>
    <@messageBox errorFields/>
  </#if>
  <#if (step gt 0)>
    <@progress step steps stepNames/>
  </#if>
  <h1 class="page-title" id="kc-page-title"<#if takesFocus> tabindex="-1" data-takes-focus</#if>>${heading}</h1>
  <#if auth?has_content && auth.showUsername() && !auth.showResetCredentials()>
  <div class="attempted-user" id="kc-username">
    <#nested "show-username">
    <p><span id="kc-attempted-username">${auth.attemptedUsername!}</span>
      <a id="reset-login" href="${restartUrl()}">${msg("restartLoginTooltip")}</a></p>
  </div>
  </#if>
  <#if displayRequiredFields>
  <p class="field-hint">* ${msg("requiredFields")}</p>
  </#if>
  <#nested "form">
  <#if auth?has_content && auth.showTryAnotherWayLink()>
  <form id="kc-select-try-another-way-form" action="${url.loginAction}" method="post">
    <p><button class="button-link" type="submit" name="tryAnotherWay" value="on" id="try-another-way">${msg("doTryAnotherWay")}</button></p>
  </form>
  </#if>
  <#if switchOrganizationEnabled?? && switchOrganizationEnabled>
  <form id="kc-switch-organization-form" action="${url.loginAction}" method="post">
    <p><button class="button-link" type="submit" name="switchOrganization" value="true" id="switch-organization">${msg("doSwitchOrganization")}</button></p>
  </form>
  </#if>
  <#nested "socialProviders">
  <#if displayInfo>
  <div id="kc-info" class="notice notice-info"><#nested "info"></div>
  </#if>
</main>
<@footer/>
</body>
</html>
</#macro>

<#-- The summary says what is wrong; the field below says the rest too, so that a long text is not read twice. -->
<#function firstSentence text>
  <#list text?matches("^[^<。]*?(。|[.](?=\\s|$))") as sentence><#return "" + sentence></#list>
  <#return text>
</#function>

<#-- What happened: an error names the fields it concerns and leads to them; anything else is a status. -->
<#macro messageBox errorFields>
  <#if message.type == "error">
  <div class="notice notice-error" id="sekisho-error-summary" role="alert" tabindex="-1">
    <h2 class="notice-title">${msg("sekishoErrorSummaryTitle")}</h2>
    <#local listed = false>
    <ul class="plain-list">
      <#list errorFields as entry>
        <#local field = entry?keep_before(">")>
        <#local target = entry?contains(">")?then(entry?keep_after(">"), entry)>
        <#if messagesPerField.existsError(field)>
          <#local listed = true>
      <li><a href="#${target}">${firstSentence(messagesPerField.get(field))}</a></li>
        </#if>
      </#list>
      <#if !listed>
      <li>${message.summary}</li>
      <#elseif messagesPerField.existsError("global")>
      <li>${messagesPerField.get("global")}</li>
      </#if>
    </ul>
  </div>
  <#else>
  <div class="notice notice-${message.type}" role="status">
    <p>${message.summary}</p>
  </div>
  </#if>
</#macro>

<#-- The text is for everyone; the row of numbers repeats it for the eye only. -->
<#macro progress step steps names=[]>
  <#if names?has_content>
  <div class="progress-named">
    <p class="progress-text">${msg("sekishoProgress", steps, step)}</p>
    <ol class="progress-parts">
      <#list names as name><li<#if name?counter == step> class="progress-part-here" aria-current="step"<#elseif (name?counter lt step)> class="progress-part-done"</#if>>${name}</li></#list>
    </ol>
  </div>
  <#return>
  </#if>
  <div class="progress">
    <p class="progress-text">${msg("sekishoProgress", steps, step)}</p>
    <p class="progress-row" aria-hidden="true">
      <#list 1..steps as number><span class="progress-step<#if number == step> progress-current<#elseif (number lt step)> progress-done</#if>">${number}</span><#sep><span class="progress-arrow">▷</span></#sep></#list>
    </p>
  </div>
</#macro>

<#macro footer>
<#-- The bean is missing where another extension has taken its place: then the foot is empty, and the page is there. -->
<#local telephone = advancedMsg((institution.supportTelephone)!"")>
<#local hours = advancedMsg((institution.supportHours)!"")>
<#local supportName = advancedMsg((institution.supportName)!"")>
<#local institutionName = advancedMsg((institution.name)!"")>
<#local site = advancedMsg((institution.siteUrl)!"")>
<footer class="site-footer">
  <div class="site-footer-inner">
    <#if telephone?has_content>
    <section class="support" aria-labelledby="sekisho-support">
      <h2 class="support-title" id="sekisho-support">${msg("sekishoSupportTitle")}</h2>
      <p class="support-line"><#if supportName?has_content><span class="support-name">${supportName}</span></#if>
        <a class="support-telephone" href="tel:${telephone?replace("[^0-9+]", "", "r")}">${telephone}</a>
        <#if hours?has_content><span class="support-hours">${msg("sekishoSupportOpening", hours)}</span></#if></p>
    </section>
    </#if>
    <#if institutionName?has_content>
    <p class="institution"><#if site?starts_with("https://")><a href="${site}" rel="noopener">${institutionName}</a><#else>${institutionName}</#if></p>
    </#if>
  </div>
</footer>
</#macro>
