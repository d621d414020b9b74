<#import "template.ftl" as layout>
<#import "sekisho-parts.ftl" as parts>
<#import "sekisho-token-bind-parts.ftl" as bindParts>
<#-- Who it is: the first page of a walk that starts at a link of the login page. -->
<#assign registering = entrance.walk == "register">
<@layout.registrationLayout step=1 steps=3 stepNames=parts.walkParts(entrance.walk) errorFields=["username", "password>username"] takesFocus=true mayLogOut=false screenKeyboard=true; section>
<#if section == "header">
  ${registering?then(msg("sekishoEntranceRegisterTitle"), msg("sekishoEntranceStopTitle"))}
<#elseif section == "form">
  <#if registering>
  <p>${msg("sekishoEntranceRegisterText")}</p>
  <@bindParts.needed login=true/>
  <#else>
  <p>${msg("sekishoEntranceStopText")}</p>
  <section class="panel" aria-labelledby="needed-title">
    <h2 class="panel-title" id="needed-title">${msg("sekishoTokenBindNeededTitle")}</h2>
    <ul>
      <li>${msg("sekishoEntranceNeededOwnToken")}</li>
      <li>${msg("sekishoEntranceNeededLogin", msg("username"), msg("password"))}</li>
    </ul>
    <p>${msg("sekishoEntranceStopTime")}</p>
    <p>${msg("sekishoEntranceStopLost")}</p>
  </section>
  </#if>
  <p>${msg("sekishoEntranceText", msg("username"), msg("password"))}</p>
  <form class="form" id="kc-form-login" action="${url.loginAction}" method="post" novalidate>
    <#-- As on the login page: the error stands at the first of the two, whichever was wrong. -->
    <#assign errorField = messagesPerField.existsError("username")?then("username", "password")>
    <@parts.field id="username" label=msg("username") value=(login.username)!"" autocomplete="username" dir="ltr" errorField=errorField/>
    <@parts.passwordField id="password" label=msg("password") autocomplete="current-password" errorField="none"/>
    <@parts.showPassword "password"/>
    <@parts.screenKeyboard "password"/>
    <div class="actions">
      <a class="button button-secondary button-back" href="${entrance.backUrl}">${msg("sekishoBack")}</a>
      <button class="button button-primary" type="submit" id="sekisho-submit">${msg("sekishoNext")}</button>
    </div>
  </form>
</#if>
</@layout.registrationLayout>
