<#import "sekisho-parts.ftl" as parts>
<#-- The pieces that the pages of the walks "register" and "stop" share: what is needed, and where a token's numbers stand. -->

<#-- What the institution asks for besides the login: of whoever binds a first token, and of whoever replaces one. -->
<#function firstProof>
  <#local proof = (realm.attributes!{})["sekisho.enrolmentProof"]!"">
  <#return proof?has_content?then(proof, "transaction-password")>
</#function>
<#function replacementProof>
  <#local proof = (realm.attributes!{})["sekisho.replacementProof"]!"">
  <#return proof?has_content?then(proof, "transaction-password")>
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
<#macro tokenHelp periodSeconds>
  <details class="help">
    <summary>${msg("sekishoTokenBindHelpTitle")}</summary>
    <div class="help-body">
      <ul>
        <li>${msg("sekishoTokenBindHelpDevice")}</li>
        <li>${msg("sekishoTokenBindHelpApp")}</li>
        <li>${msg("sekishoTokenBindHelpChanging", periodSeconds)}</li>
        <li>${msg("sekishoTokenBindHelpCall")}</li>
      </ul>
    </div>
  </details>
</#macro>
