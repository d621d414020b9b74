<#import "sekisho-parts.ftl" as parts>
<#--
  How the key gets into an authenticator app: download, steps, QR code, key. Used when applying and when showing the code again.
  The scales of the QR codes come with their paths, so that the drawing needs no script and no image request.
-->

<#-- scale: pixels of a module. Whole ones, for a module of 3.7 pixels is sometimes 3 and sometimes 4 wide, and not every reader forgives that. -->
<#macro qrCode code label id="" scale=4>
  <#local side = (code.size * scale)?c>
  <svg<#if id?has_content> id="${id}"</#if> class="qr" role="img" aria-label="${label}" width="${side}" height="${side}" viewBox="0 0 ${code.size?c} ${code.size?c}" shape-rendering="crispEdges" focusable="false"><rect width="${code.size?c}" height="${code.size?c}" fill="#fff"/><path fill="#000" d="${code.path}"/></svg>
</#macro>

<#macro downloads>
  <section class="section" aria-labelledby="download-title">
    <h2 class="section-title" id="download-title">${msg("sekishoRegistrationDownloadTitle")}</h2>
    <#local names = registration.otherApps?map(app -> msg("totpApp" + app + "Name"))>
    <p>${msg("sekishoRegistrationDownloadText", names?has_content?then(names?join(msg("sekishoRegistrationOr")), registration.appName))}</p>
    <#if registration.apps?has_content>
    <div class="download">
      <div>
        <h3 class="section-subtitle">${msg("sekishoRegistrationDownloadQr")}</h3>
        <ul class="apps">
          <#list registration.apps as app>
          <li class="app">
            <p class="app-platform">${app.platform}</p>
            <@qrCode code=app.qr label=msg("sekishoRegistrationDownloadQrAlt", app.platform) scale=3/>
          </li>
          </#list>
        </ul>
      </div>
      <div>
        <h3 class="section-subtitle">${msg("sekishoRegistrationDownloadUrl")}</h3>
        <ul class="app-links">
          <#list registration.apps as app>
          <li><span class="app-platform">${app.platform}</span>
            <a href="${app.url}" target="_blank" rel="noopener noreferrer">${app.url}<span class="visually-hidden">${msg("sekishoNewWindow")}</span></a></li>
          </#list>
        </ul>
      </div>
    </div>
    </#if>
  </section>
</#macro>

<#macro steps>
  <section class="section" aria-labelledby="account-title">
    <h2 class="section-title" id="account-title">${msg("sekishoRegistrationStepsTitle")}</h2>
    <div class="this-phone">
      <h3 class="section-subtitle">${msg("sekishoRegistrationThisPhoneTitle")}</h3>
      <p>${msg("sekishoRegistrationThisPhoneText")}</p>
      <p><a class="button button-secondary button-block" id="otp-open-app" href="${registration.otpauthUri}">${msg("sekishoRegistrationOpenApp")}</a></p>
      <p>${msg("sekishoRegistrationThisPhoneElse")}</p>
    </div>
    <div class="platforms">
      <#list ["Iphone", "Android"] as platform>
      <div class="platform">
        <h3 class="section-subtitle">${msg("sekishoRegistrationSteps" + platform)}</h3>
        <ol>
          <li>${msg("sekishoRegistrationStepOpen" + platform)}</li>
          <li>${msg("sekishoRegistrationStepScan")}</li>
          <li>${msg("sekishoRegistrationStepRead")}</li>
        </ol>
        <p>${msg("sekishoRegistrationStepManual")}</p>
      </div>
      </#list>
    </div>
  </section>
</#macro>

<#macro qr>
  <section class="section" aria-labelledby="qr-title">
    <h2 class="section-title" id="qr-title">${msg("sekishoRegistrationQrTitle")}</h2>
    <p>${msg("sekishoRegistrationQrText")}</p>
    <p class="qr-frame"><@qrCode code=registration.qr id="otp-qr" label=msg("sekishoRegistrationQrAlt")/></p>
    <p class="print-only">${msg("sekishoRegistrationNotPrinted")}</p>
  </section>
</#macro>

<#--
  Without a script the key stands in a closed <details>. The script takes it out of there and puts real buttons around it.
  Groups of four are elements with a margin and no space between them, so that selecting and copying gives the bare key.
-->
<#macro key>
  <section class="section" aria-labelledby="key-title">
    <h2 class="section-title" id="key-title">${msg("sekishoRegistrationKeyTitle")}</h2>
    <p>${msg("sekishoRegistrationKeyText")}</p>
    <table class="entry-table">
      <caption>${msg("sekishoRegistrationKeyCaption")}</caption>
      <tbody>
        <tr><th scope="row">${msg("sekishoRegistrationAccountName")}</th><td>${registration.accountName}</td></tr>
        <tr><th scope="row">${msg("sekishoRegistrationKey")}</th><td>
          <div class="key" data-key-control data-copied="${msg("sekishoRegistrationKeyCopied")}" data-copy-failed="${msg("sekishoRegistrationKeyCopyFailed")}" data-shown="${msg("sekishoRegistrationKeyShown")}" data-hidden="${msg("sekishoRegistrationKeyHidden")}" data-hidden-again="${msg("sekishoRegistrationKeyHiddenAgain")}">
            <details class="key-details">
              <summary>${msg("sekishoRegistrationKeyShow")}</summary>
              <p class="key-value"><code id="otp-key" translate="no"><#list registration.keyGroups as group><span>${group}</span></#list></code></p>
            </details>
            <div class="key-buttons" hidden>
              <button class="button button-secondary" type="button" data-key-toggle aria-expanded="false" aria-controls="otp-key-panel" data-show="${msg("sekishoRegistrationKeyShow")}" data-hide="${msg("sekishoRegistrationKeyHide")}">${msg("sekishoRegistrationKeyShow")}</button>
              <button class="button button-secondary" type="button" data-key-copy>${msg("sekishoRegistrationKeyCopy")}</button>
            </div>
            <p class="key-status" role="status" aria-live="polite"></p>
          </div>
        </td></tr>
        <tr><th scope="row">${msg("sekishoRegistrationKeyType")}</th><td>${msg("sekishoRegistrationTimeBased")}</td></tr>
      </tbody>
    </table>
    <p class="field-hint">${msg("sekishoRegistrationKeySecrecy")}</p>
  </section>
</#macro>

<#macro all>
  <@downloads/>
  <@steps/>
  <div class="ways">
    <@qr/>
    <@key/>
  </div>
</#macro>
