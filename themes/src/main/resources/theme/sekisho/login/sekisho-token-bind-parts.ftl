<#import "sekisho-parts.ftl" as parts>
<#-- The pieces that the pages of the walks "register" and "stop" share: what is needed, and where a token's numbers stand. -->

<#-- What the institution asks for besides the login: of whoever binds a first token, and of whoever replaces one. -->
<#function firstProof>
  <#return (institution.enrolmentProof)!"">
</#function>
<#function replacementProof>
  <#return (institution.replacementProof)!"">
</#function>

<#--
  login        whether the customer is about to be identified, and nothing is known of him yet
  replacing    otherwise: whether another token takes the place of the one before
-->
<#macro needed login=false replacing=false>
  <section class="panel" aria-labelledby="needed-title">
    <h2 class="panel-title" id="needed-title">${msg("sekishoTokenBindNeededTitle")}</h2>
    <ul>
      <li>${msg("sekishoTokenBindNeededToken")}</li>
      <#if login>
      <li>${msg("sekishoEntranceNeededLogin", msg("username"), msg("password"))}</li>
      <#if firstProof() == "transaction-password" && replacementProof() == "transaction-password">
      <li>${msg("sekishoTransactionPassword")}</li>
      <#else>
      <#if firstProof() == "transaction-password"><li>${msg("sekishoEntranceNeededFirst", msg("sekishoTransactionPassword"))}</li></#if>
      <#if replacementProof() == "transaction-password"><li>${msg("sekishoEntranceNeededReplacing", msg("sekishoTransactionPassword"))}</li></#if>
      <#if replacementProof() == "mail-code"><li>${msg("sekishoEntranceNeededReplacing", msg("sekishoMailCodeNeeded"))}</li></#if>
      </#if>
      <#else>
      <#local proof = replacing?then(replacementProof(), firstProof())>
      <#if proof == "transaction-password"><li>${msg("sekishoTransactionPassword")}</li></#if>
      <#if proof == "mail-code"><li>${msg("sekishoMailCodeNeeded")}</li></#if>
      </#if>
    </ul>
    <p>${msg("sekishoTokenBindNeededTime")}</p>
  </section>
</#macro>

<#-- Where the two numbers are on a token, and what to do when the second one has just changed. -->
<#macro tokenHelp>
  <details class="help">
    <summary>${msg("sekishoTokenBindHelpTitle")}</summary>
    <div class="help-body">
      <ul>
        <li>${msg("sekishoTokenBindHelpDevice")}</li>
        <li>${msg("sekishoTokenBindHelpApp")}</li>
        <li>${msg("sekishoTokenBindHelpChanging")}</li>
        <li>${msg("sekishoTokenBindHelpCall")}</li>
      </ul>
    </div>
  </details>
</#macro>

<#-- For the eye only: the hint of the field says the same. -->
<#macro tokenPictures>
  <div class="token-pictures" aria-hidden="true">
    <div>
      <svg width="112" height="64" viewBox="0 0 112 64" focusable="false"><rect class="token-case" x="2" y="10" width="108" height="44" rx="16"/><circle class="token-case" cx="14" cy="32" r="4"/><path d="M26 20v8m3-8v8m5-8v8m2-8v8m5-8v8m3-8v8m2-8v8m5-8v8m3-8v8m2-8v8" stroke="currentColor"/><rect class="token-mark" x="24" y="32" width="68" height="17" rx="3"/><text x="28" y="45" font-size="11.5">AB123456</text><circle class="token-number" cx="98" cy="40" r="9"/><text class="token-figure" x="98" y="44.5">1</text></svg>
      <p>${msg("sekishoTokenBindPictureBack")}</p>
    </div>
    <div>
      <svg width="112" height="64" viewBox="0 0 112 64" focusable="false"><rect class="token-case" x="2" y="10" width="108" height="44" rx="16"/><circle class="token-case" cx="14" cy="32" r="4"/><rect class="token-mark" x="24" y="20" width="68" height="24" rx="3"/><text x="28" y="38" font-size="15.5">123456</text><circle class="token-number" cx="98" cy="32" r="9"/><text class="token-figure" x="98" y="36.5">2</text></svg>
      <p>${msg("sekishoTokenBindPictureFront")}</p>
    </div>
    <div>
      <svg width="112" height="64" viewBox="0 0 112 64" focusable="false"><path class="token-case" d="M12 64V12a8 8 0 0 1 8-8h72a8 8 0 0 1 8 8v52"/><rect class="token-mark" x="18" y="12" width="68" height="17" rx="3"/><text x="22" y="25" font-size="11.5">AB123456</text><rect class="token-mark" x="18" y="35" width="68" height="24" rx="3"/><text x="22" y="53" font-size="15.5">123456</text><circle class="token-number" cx="93" cy="20" r="9"/><text class="token-figure" x="93" y="24.5">1</text><circle class="token-number" cx="93" cy="47" r="9"/><text class="token-figure" x="93" y="51.5">2</text></svg>
      <p>${msg("sekishoTokenBindPictureApp")}</p>
    </div>
    <p class="token-legend"><span><strong>1</strong> ${msg("sekishoTokenId")}</span> <span><strong>2</strong> ${msg("sekishoOtpLabel")}</span></p>
  </div>
</#macro>
