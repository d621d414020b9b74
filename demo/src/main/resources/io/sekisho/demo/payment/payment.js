/*
 * An application of the bank that asks for a proof with each payment: OpenID Connect in a browser, without a library, so
 * that every step can be read. Docs: docs/step-up.md. A bank's own application keeps the tokens and decides on its server.
 */

const CLIENT = "payment";
const HERE = location.origin + "/";
/** How far the clocks of browser and server may be apart, in seconds. */
const CLOCK_SKEW = 30;

const TEXTS = {
  ja: {
    brand: "お振込（デモ）", language: "言語", heading: "お振込", bank: "金融機関", login: "ログイン", transfer: "振込の内容", payee: "振込先",
    payeeExample: "カンケイ タロウ", amount: "金額（円）", amountHint: "半角の数字", pay: "振込する", logout: "ログアウト", again: "もう一度振り込む",
    introduction: "架空の振込です。お金は動きません。振り込むたびに、選んだ認証を求めます。ログイン中でも、同じ認証をした直後でも、もう一度求めます。",
    proof: "求める認証（acr）", proofOtp: "ワンタイムパスワード（otp）", proofTransactionPassword: "取引パスワード・確認用パスワード（transaction-password）",
    request: "求め方", requestAcrValues: "acr_values で求める", requestClaims: "claims で必須として求める（essential）",
    requestNothing: "求めない（途中で acr_values を消された場合の例。アプリケーションが断ります）",
    checks: "アプリケーションが確かめたこと", sent: "送った認証要求", token: "受け取ったIDトークンの内容", history: "これまでの振込",
    accepted: "振込を受け付けました", refused: "振込を受け付けませんでした", loggedIn: "ログインしました", notLoggedIn: "ログインできませんでした",
    good: "一致", bad: "不一致", who: "{0} さん（{1}）でログインしています。", amountOf: "{0} へ {1} 円",
    because: "次の確認に通りませんでした：{0}。", error: "認証サーバーがエラーを返しました：{0}",
    unknown: "この画面から送った要求への応答ではありません。はじめからやり直してください。", unreachable: "認証サーバーに接続できませんでした：{0}",
    checkState: "state が、送ったものと同じ", checkResponseIssuer: "応答の iss が、この金融機関", checkSignature: "IDトークンの署名が正しい", checkIssuer: "iss が、この金融機関",
    checkAudience: "aud と azp が、このアプリケーション", checkNonce: "nonce が、送ったものと同じ", checkExpiry: "exp を過ぎていない",
    checkAcr: "acr が {0}（受け取った値：{1}）", checkSubject: "sub が、ログインしているお客様", checkAuthTime: "auth_time が、要求を送ったときより後", noToken: "IDトークンはありません。",
  },
  en: {
    brand: "Payments (demo)", language: "Language", heading: "Payment", bank: "Bank", login: "Log in", transfer: "What to pay", payee: "Payee",
    payeeExample: "Taro Kankei", amount: "Amount (yen)", amountHint: "Digits", pay: "Pay", logout: "Log out", again: "Pay once more",
    introduction: "No money moves. Every payment asks for the proof that you choose, also while you are logged in, and also right after the same proof.",
    proof: "Proof to ask for (acr)", proofOtp: "One-time password (otp)", proofTransactionPassword: "Transaction password (transaction-password)",
    request: "How to ask", requestAcrValues: "By acr_values", requestClaims: "By claims, as essential",
    requestNothing: "Not at all (as if somebody had taken acr_values away; the application refuses)",
    checks: "What the application checked", sent: "The request that was sent", token: "The ID token that came back", history: "Payments so far",
    accepted: "The payment is accepted", refused: "The payment is refused", loggedIn: "You are logged in", notLoggedIn: "You are not logged in",
    good: "right", bad: "wrong", who: "You are logged in as {0} ({1}).", amountOf: "{1} yen to {0}",
    because: "These checks failed: {0}.", error: "The authorization server answered with an error: {0}",
    unknown: "This is no answer to a request that this page has sent. Please start again.", unreachable: "The authorization server could not be reached: {0}",
    checkState: "state is the one that was sent", checkResponseIssuer: "iss of the answer is this bank", checkSignature: "the signature of the ID token is right", checkIssuer: "iss is this bank",
    checkAudience: "aud and azp are this application", checkNonce: "nonce is the one that was sent", checkExpiry: "exp is not over",
    checkAcr: "acr is {0} (it came as {1})", checkSubject: "sub is the customer who is logged in", checkAuthTime: "auth_time is later than the request", noToken: "There is no ID token.",
  },
};

const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const stored = (name) => JSON.parse(sessionStorage.getItem(name));
const store = (name, value) => sessionStorage.setItem(name, JSON.stringify(value));

const language = chosenLanguage();
const text = (key, ...values) => TEXTS[language][key].replace(/\{(\d)\}/g, (whole, index) => values[index]);

function chosenLanguage() {
  if (asked.get("lang") in TEXTS) {
    store("language", asked.get("lang"));
  }
  return stored("language") ?? (navigator.language.startsWith("ja") ? "ja" : "en");
}

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytesOf = (encoded) => Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const jsonOf = (encoded) => JSON.parse(new TextDecoder().decode(bytesOf(encoded)));
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Sends the browser to the bank's login. There is one open request at a time: a new one voids the one before. */
async function send(bank, purpose) {
  const request = { realm: bank.name, issuer: bank.issuer, state: random(), nonce: random(), verifier: random(), sentAt: Math.floor(Date.now() / 1000), ...purpose };
  const parameters = {
    client_id: CLIENT, redirect_uri: HERE, response_type: "code", scope: "openid profile", state: request.state, nonce: request.nonce, ui_locales: language,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(request.verifier))), code_challenge_method: "S256",
  };
  if (request.by === "acr_values") {
    parameters.acr_values = request.acr;
  } else if (request.by === "claims") {
    parameters.claims = JSON.stringify({ id_token: { acr: { essential: true, values: [request.acr] } } });
  }
  store("request", { ...request, parameters });
  location.assign(bank.issuer + "/protocol/openid-connect/auth?" + new URLSearchParams(parameters));
}

/** Exchanges the code. The token comes straight from the token endpoint, and its signature is checked all the same. */
async function exchange(request, code) {
  const answer = await fetch(request.issuer + "/protocol/openid-connect/token", {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", client_id: CLIENT, redirect_uri: HERE, code, code_verifier: request.verifier }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    throw new Refused(text("error", [body.error, body.error_description].filter(Boolean).join(", ")));
  }
  return body.id_token;
}

async function signed(request, token) {
  const [header, claims, signature] = token.split(".");
  const { alg, kid } = jsonOf(header);
  const { keys } = await (await fetch(request.issuer + "/protocol/openid-connect/certs")).json();
  const key = keys.find((candidate) => candidate.kid === kid && candidate.use === "sig" && candidate.kty === "RSA");
  if (alg !== "RS256" || !key) {
    return false;
  }
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("jwk", { kty: key.kty, n: key.n, e: key.e }, algorithm, false, ["verify"]);
  return crypto.subtle.verify(algorithm, imported, bytesOf(signature), new TextEncoder().encode(header + "." + claims));
}

class Refused extends Error {}

/** What came back, judged: the checks with their results, the claims, and why not if not. */
async function judge(request) {
  const checks = [];
  const check = (name, passed) => checks.push({ name, passed: Boolean(passed) });
  let claims = null;
  try {
    check(text("checkState"), asked.get("state") === request.state);
    check(text("checkResponseIssuer"), asked.get("iss") === request.issuer);
    if (checks.some((one) => !one.passed)) {
      return { checks, claims };
    }
    if (asked.has("error")) {
      throw new Refused(text("error", [asked.get("error"), asked.get("error_description")].filter(Boolean).join(", ")));
    }
    const token = await exchange(request, asked.get("code"));
    claims = jsonOf(token.split(".")[1]);
    const now = Math.floor(Date.now() / 1000);
    check(text("checkSignature"), await signed(request, token));
    check(text("checkIssuer"), claims.iss === request.issuer);
    check(text("checkAudience"), [claims.aud].flat().every((audience) => audience === CLIENT) && claims.azp === CLIENT);
    check(text("checkNonce"), claims.nonce === request.nonce);
    check(text("checkExpiry"), claims.exp > now - CLOCK_SKEW);
    if (request.acr) {
      check(text("checkAcr", request.acr, claims.acr), claims.acr === request.acr);
      check(text("checkSubject"), !request.sub || claims.sub === request.sub);
      check(text("checkAuthTime"), claims.auth_time >= request.sentAt - CLOCK_SKEW);
    }
    return { checks, claims };
  } catch (failure) {
    return { checks, claims, why: failure instanceof Refused ? failure.message : text("unreachable", failure.message) };
  }
}

const element = (name, content, className) => {
  const made = document.createElement(name);
  made.append(...[content].flat());
  if (className) {
    made.className = className;
  }
  return made;
};

function showResult(heading, why, passed, { checks = [], claims = null } = {}, request = null) {
  $("result").hidden = false;
  $("result").className = passed ? "accepted" : "refused";
  $("result-heading").textContent = heading;
  $("result-text").textContent = why;
  $("checks").replaceChildren(...checks.map(({ name, passed: good }) => element("li", [element("strong", text(good ? "good" : "bad")), element("span", name)], good ? "" : "failed")));
  $("sent-how").textContent = request ? "GET " + request.issuer + "/protocol/openid-connect/auth" : "";
  $("sent").replaceChildren(...Object.entries(request?.parameters ?? {}).flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
  $("token").textContent = claims ? JSON.stringify(claims, null, 2) : text("noToken");
  document.title = heading + " | " + text("brand");
  $("result-heading").focus();
}

async function finish(banks) {
  const request = stored("request");
  // A reload or the back button must not bring the code once more.
  history.replaceState(null, "", HERE);
  if (request?.state !== asked.get("state")) {
    showResult(text("refused"), text("unknown"), false);
    return;
  }
  sessionStorage.removeItem("request");
  const verdict = await judge(request);
  const failed = verdict.checks.filter((one) => !one.passed).map((one) => one.name);
  const passed = failed.length === 0 && !verdict.why && verdict.claims !== null;
  const why = verdict.why ?? (failed.length > 0 ? text("because", failed.join(language === "ja" ? "、" : ", ")) : "");
  const bank = banks.find(({ name }) => name === request.realm);
  if (passed) {
    store("who", { realm: request.realm, sub: verdict.claims.sub, name: verdict.claims.preferred_username, bank: bank?.displayName ?? request.realm });
  }
  if (request.payment) {
    const what = text("amountOf", request.payment.payee, request.payment.amount);
    store("payments", [...(stored("payments") ?? []), { what, passed, acr: request.acr }]);
    showResult(text(passed ? "accepted" : "refused"), [what, why].filter(Boolean).join(language === "ja" ? "。" : ". "), passed, verdict, request);
  } else {
    showResult(text(passed ? "loggedIn" : "notLoggedIn"), why, passed, verdict, request);
  }
}

function showStart(banks) {
  $("start").hidden = false;
  document.title = text("heading") + " | " + text("brand");
  $("realm").replaceChildren(...banks.map(({ name, displayName }) => Object.assign(element("option", displayName + " (" + name + ")"), { value: name })));
  const who = stored("who");
  if (who) {
    $("who").textContent = text("who", who.name, who.bank);
    $("realm").value = who.realm;
  }
  $("payee").value = text("payeeExample");
  const bank = () => banks.find(({ name }) => name === $("realm").value);
  const logout = () => {
    $("logout").href = bank().issuer + "/protocol/openid-connect/logout?" + new URLSearchParams({ client_id: CLIENT, post_logout_redirect_uri: HERE + "?out", ui_locales: language });
  };
  logout();
  $("realm").addEventListener("change", logout);
  $("login").addEventListener("click", () => send(bank(), {}));
  $("payment").addEventListener("submit", (event) => {
    event.preventDefault();
    $("pay").disabled = true;
    const form = new FormData($("payment"));
    send(bank(), { sub: who?.realm === bank().name ? who.sub : null, acr: form.get("acr"), by: form.get("request"), payment: { payee: $("payee").value, amount: $("amount").value } });
  });
  const payments = stored("payments") ?? [];
  $("history").hidden = payments.length === 0;
  $("payments").replaceChildren(...payments.map(({ what, passed, acr }) => element("li", what + " (" + acr + "): " + text(passed ? "accepted" : "refused"))));
}

document.documentElement.lang = language;
document.querySelectorAll("[data-text]").forEach((one) => { one.textContent = text(one.dataset.text); });
document.querySelectorAll("[data-label]").forEach((one) => one.setAttribute("aria-label", text(one.dataset.label)));
document.querySelectorAll("[data-language]").forEach((one) => { if (one.dataset.language === language) { one.setAttribute("aria-current", "true"); } });
if (asked.has("out")) {
  sessionStorage.removeItem("who");
}
// Coming back by the browser's own button brings the page as it was left, with its button off.
addEventListener("pageshow", () => { $("pay").disabled = false; });

const banks = await (await fetch("/banks.json")).json();
if (asked.has("state")) {
  await finish(banks);
} else {
  showStart(banks);
}
