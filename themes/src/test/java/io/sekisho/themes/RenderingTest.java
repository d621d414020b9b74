package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.forms.login.MessageType;
import org.keycloak.theme.Theme;

/** Renders every page as Keycloak would, and leaves them in {@code target/pages/<theme>/<language>} to look at. */
final class RenderingTest {

    private static final Path OUT = Path.of("target/pages");
    private static final int FIRST_VIEW_LIMIT_BYTES = 90_000;
    private static final List<String> RESOURCES =
            List.of("css/sekisho.css", "js/sekisho.js", "img/favicon.svg", "img/wordmark.svg");
    private static final String PASSKEY = "js/sekisho-passkey.js";
    private static final List<String> SCREEN_KEYBOARD =
            List.of("css/sekisho-screen-keyboard.css", "js/sekisho-screen-keyboard.js");

    static Stream<Arguments> everyPage() {
        List<Arguments> pages = new ArrayList<>();
        for (String brand : ThemeFolders.OURS.names()) {
            for (Locale locale : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
                Pages.all().forEach(page -> pages.add(Arguments.of(brand, locale, page)));
            }
        }
        return pages.stream();
    }

    @BeforeAll
    static void putTheResourcesBesideThePages() throws IOException {
        for (String brand : ThemeFolders.OURS.names()) {
            ThemeChain theme = new ThemeChain(brand, Theme.Type.LOGIN);
            List<String> resources = new ArrayList<>(RESOURCES);
            resources.add("css/" + brand + ".css");
            if ("true".equals(theme.getProperties().getProperty("sekishoScreenKeyboard"))) {
                resources.addAll(SCREEN_KEYBOARD);
            }
            for (String resource : resources) {
                try (InputStream in = theme.getResourceAsStream(resource)) {
                    if (in != null) {
                        Path file = OUT.resolve(brand).resolve("resources").resolve(resource);
                        Files.createDirectories(file.getParent());
                        Files.write(file, in.readAllBytes());
                    }
                }
            }
        }
    }

    private static String render(String brand, Locale locale, Page page) throws Exception {
        PageModel model = page.model(ThemeFolders.OURS, brand, locale);
        String html = model.render(page.template());
        assertEquals(Set.of(), model.unknownKeys(), "keys without a text");
        return html;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("everyPage")
    void everyPageRendersWithoutGapsAndStaysSmall(String brand, Locale locale, Page page) throws Exception {
        String html = render(brand, locale, page);
        Path file = OUT.resolve(brand).resolve(locale.getLanguage()).resolve(page.name() + ".html");
        Files.createDirectories(file.getParent());
        Files.writeString(file, html);

        String title = firstGroup(html, "<title>(.*?)</title>");
        boolean inError = html.contains("role=\"alert\"");
        String errorPrefix = locale == Locale.JAPANESE ? "エラー：" : "Error:";
        assertAll(
                () -> assertFalse(
                        Pattern.compile("\\bsekisho[A-Z]").matcher(html).find(), "an unresolved key"),
                () -> assertFalse(html.contains("${"), "an unresolved expression"),
                () -> assertTrue(html.contains("<html lang=\"" + locale.getLanguage() + "\""), "language"),
                () -> assertEquals(1, count(html, "<h1[ >]"), "headings of the first level"),
                () -> assertEquals(
                        inError && !page.name().startsWith("status-suspended"),
                        title.startsWith(errorPrefix),
                        "title: " + title),
                () -> assertFalse(title.contains("<"), "markup in the title"),
                () -> assertEquals(Set.of(), danglingReferences(html)),
                () -> assertEquals(List.of(), repeatedIds(html)),
                () -> assertTrue(html.contains("href=\"tel:0120031003\""), "the support telephone"),
                () -> assertTrue(html.contains("kc_locale=en"), "the way to the other language"),
                () -> assertEquals(
                        count(html, "class=\"field field-invalid\""),
                        count(html, "aria-invalid=\"true\""),
                        "only a field in error says so"),
                // Links may be choices of equal weight, as in a menu; what a form is sent by is one.
                () -> assertTrue(
                        count(html, "<button class=\"button button-(primary|danger)") <= 1,
                        "more than one main button"),
                () -> assertFalse(html.contains("http-equiv=\"refresh\""), "a page that reloads itself"),
                () -> assertFalse(html.contains("maxlength"), "the server cuts nothing off, and neither does the page"),
                () -> assertFalse(html.contains("<script>") || html.contains("<b>"), "markup from outside"),
                () -> assertTrue(
                        firstViewBytes(brand, html) <= FIRST_VIEW_LIMIT_BYTES, firstViewBytes(brand, html) + " bytes"));
    }

    @Test
    void aPageOfTheWizardTellsItsStepInTheTitleAndAsText() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-confirm"));
        assertTrue(
                html.contains("<title>サービス申込 -確認-（4ステップ中3） | 水戸証券</title>"), firstGroup(html, "<title>(.*?)</title>"));
        assertTrue(html.contains("4ステップ中3</p>"));
    }

    @Test
    void anErrorLeadsToItsFieldAndIsReadWithIt() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-confirm-sekishoOtpWrong"));
        assertTrue(
                html.contains("<a href=\"#otp\">ワンタイムパスワードが違います。</a>"),
                "the summary says what is wrong in one sentence");
        assertTrue(html.contains("（当社の時刻は09:22:31です）。</p>"), "the field says the rest");
        String input = firstGroup(html, "(<input[^>]*id=\"otp\"[^>]*>)");
        assertTrue(input.contains("aria-describedby=\"otp-hint otp-error\""), input);
        assertTrue(
                input.contains("type=\"text\"")
                        && input.contains("inputmode=\"numeric\"")
                        && input.contains("autocomplete=\"one-time-code\""),
                input);
    }

    @Test
    void theStockErrorOfAWrongCodeStandsAtTheSameField() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("login-otp-wrong-stock"));
        assertTrue(html.contains("<a href=\"#otp\">"));
        assertTrue(firstGroup(html, "(<input[^>]*id=\"otp\"[^>]*>)").contains("aria-invalid=\"true\""));
    }

    @Test
    void aWarningOfTheWizardIsShownThoughTheCustomerStartedIt() throws Exception {
        assertTrue(
                render("mito", Locale.JAPANESE, page("apply-register-old-page")).contains("古い画面から送信されました。"));
    }

    @Test
    void theKeyIsCopiedWithoutSpacesAndStandsNowhereInAnAlternativeText() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-register"));
        String key = firstGroup(html, "<code id=\"otp-key\"[^>]*>(.*?)</code>");
        assertEquals(Pages.KEY, key.replaceAll("<[^>]*>", ""));
        assertTrue(
                firstGroup(html, "(<details class=\"key-details\"[^>]*>)").equals("<details class=\"key-details\">"),
                "closed at first");
        assertEquals(1, count(html, Pages.KEY), "only in the otpauth link in one piece");
        assertFalse(firstGroup(html, "(<svg id=\"otp-qr\"[^>]*>)").contains(Pages.KEY.substring(0, 4)));
    }

    @Test
    void goingBackIsAFormOfItsOwnSoThatEnterNeverMeansBack() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("apply-proof"));
        assertTrue(
                html.contains("form=\"sekisho-leave\" name=\"cancel-aia\" value=\"true\" formnovalidate>戻る</button>"));
        assertTrue(Pattern.compile("<form id=\"sekisho-leave\"[^>]*method=\"post\"")
                .matcher(html)
                .find());
    }

    @Test
    void everyActionOfTheStatusPageIsAFormWithTheStateChecker() throws Exception {
        String html = render("hokuyo", Locale.JAPANESE, page("status-in-use"));
        assertEquals(count(html, "<form "), count(html, "name=\"stateChecker\" value=\"checker\""));
        assertTrue(html.contains(">コード再表示</button>") && html.contains(">利用停止</button>"));
    }

    @Test
    void whatABrandSwitchesOnIsShownThereAndNowhereElse() throws Exception {
        assertTrue(render("hokuyo", Locale.JAPANESE, page("apply-proof")).contains("現在のサービス利用状況"));
        assertFalse(render("mito", Locale.JAPANESE, page("apply-proof")).contains("現在のサービス利用状況"));
        assertTrue(render("hokuyo", Locale.JAPANESE, page("apply-confirm")).contains("ご注意事項"));
        assertFalse(render("mito", Locale.JAPANESE, page("apply-confirm")).contains("ご注意事項"));
    }

    @Test
    void theBrandNamesWhatTheCustomerLogsInWith() throws Exception {
        assertTrue(render("mito", Locale.JAPANESE, page("login")).contains(">お客様コード</label>"));
        assertTrue(render("hokuyo", Locale.JAPANESE, page("login")).contains(">ログインID</label>"));
        assertTrue(render("kenshin", Locale.JAPANESE, page("login")).contains(">利用者ID</label>"));
    }

    @Test
    void whoHasATokenIssuedIsNeverSentToAnAuthenticatorApp() throws Exception {
        for (String brand : Sources.TOKEN_BRANDS) {
            for (Page page : Pages.all()) {
                if (page.name().matches("(login|status|token-issue|transaction-password|error|info)\\b.*")) {
                    assertFalse(render(brand, Locale.JAPANESE, page).contains("認証アプリ"), brand + " " + page);
                    assertFalse(render(brand, Locale.ENGLISH, page).contains("authenticator app"), brand + " " + page);
                }
            }
        }
    }

    @Test
    void aTokensOwnerIsToldToHaveItRevokedBeforeChangingPhones() throws Exception {
        assertTrue(render("sample-bank", Locale.JAPANESE, page("status-in-use"))
                .contains("サポート窓口へお電話で、トークンの失効をお申し出ください。"));
        assertTrue(render("kenshin", Locale.JAPANESE, page("status-in-use"))
                .contains("マスターユーザまたは管理者ユーザに、トークンの失効をご依頼ください。"));
        assertFalse(render("mito", Locale.JAPANESE, page("status-in-use")).contains("失効"));
    }

    @Test
    void theFormOfAnIssueKeepsTheAddressAfterAnErrorAndNeverAPassword() throws Exception {
        String html = render("kenshin", Locale.JAPANESE, page("token-issue-StartPasswordMissing"));
        assertTrue(firstGroup(html, "(<input[^>]*id=\"email\"[^>]*>)").contains("value=\"taro@example.com\""));
        for (String field : List.of("startPassword", "startPasswordConfirm")) {
            String input = firstGroup(html, "(<input[^>]*id=\"" + field + "\"[^>]*>)");
            assertTrue(
                    input.contains("type=\"password\"")
                            && input.contains("inputmode=\"numeric\"")
                            && input.contains("autocomplete=\"off\""),
                    input);
            assertFalse(input.contains("value="), input);
        }
        assertTrue(html.contains("半角英数字記号4文字以上64文字以内") && html.contains("半角数字4桁以上8桁以内"), html);
        assertEquals(4, count(html, ">必須</span></label>"));
    }

    @Test
    void theIssueCanBeSkippedOnlyWhenThereIsOneAndEnterNeverSkips() throws Exception {
        assertFalse(render("kenshin", Locale.JAPANESE, page("token-issue")).contains("トークン発行の省略"));
        String skip = firstGroup(
                render("kenshin", Locale.JAPANESE, page("token-issue-skippable")),
                "(<form(?:(?!</form>).)*name=\"skip\".*?</form>)");
        assertTrue(skip.contains("name=\"step\" value=\"issue\"") && skip.contains(">トークン発行の省略</button>"), skip);
        assertFalse(skip.contains("id=\"email\""), skip);
    }

    @Test
    void thePageThatStaysOpenShowsTheIdsForReadingAndForCopying() throws Exception {
        String html = render("kenshin", Locale.JAPANESE, page("token-issue-confirm"));
        String id = firstGroup(html, "<span class=\"id-value\" id=\"user-id\"[^>]*>(.*?)</span></td>");
        assertEquals(3, count(id, "<span>"));
        assertEquals("0123456789", id.replaceAll("<[^>]*>", ""), "no spaces, so that a copy is the ID");
        assertTrue(html.contains("id=\"service-id\" translate=\"no\">2001</span>"));
        for (String name : List.of("resend", "refresh")) {
            String form = firstGroup(html, "(<form(?:(?!</form>).)*name=\"" + name + "\".*?</form>)");
            assertTrue(form.contains("name=\"step\" value=\"confirm\"") && !form.contains("id=\"otp\""), form);
        }
        assertTrue(html.contains("form=\"sekisho-leave\" name=\"back\" value=\"true\""));
        assertTrue(
                html.contains("#app-state\" method=\"post\"") && html.contains("id=\"app-state\" tabindex=\"-1\""),
                "whoever looks again stays at the place");
    }

    @Test
    void anIssueThatIsOverLeavesOnlyTheWayBack() throws Exception {
        for (String state : List.of("expired", "void")) {
            String html = render("sample-bank", Locale.JAPANESE, page("token-issue-confirm-" + state));
            assertFalse(
                    html.contains("id=\"otp\"")
                            || html.contains("name=\"resend\"")
                            || html.contains("name=\"refresh\""),
                    state);
            assertTrue(html.contains("name=\"back\" value=\"true\">戻る</button>"), state);
        }
    }

    @Test
    void aWalkThatTheCustomerDidNotStartIsLeftByStartingTheLoginAgain() throws Exception {
        assertTrue(render("kenshin", Locale.JAPANESE, page("token-issue"))
                .contains("<a class=\"site-nav-logout\" href=\"/realms/mito/otp-service/restart\">ログアウト</a>"));
        assertTrue(render("kenshin", Locale.JAPANESE, page("token-issue-skippable"))
                .contains("<a class=\"site-nav-logout\" href=\"/realms/mito/protocol/openid-connect/logout\">"));
    }

    /** It drops what a client policy has decided about the login. */
    @Test
    void noPageLeadsToKeycloaksOwnRestart() throws Exception {
        for (Page page : Pages.all()) {
            assertFalse(render("sekisho", Locale.ENGLISH, page).contains("/login-actions/restart"), page.toString());
        }
    }

    @Test
    void whoHoldsATokenIsNeverSentToAnAuthenticatorApp() throws Exception {
        for (String brand : Sources.BOUND_TOKEN_BRANDS) {
            for (Page page : Pages.all()) {
                if (page.name()
                        .matches(
                                "(login|status|token-bind|entrance|stop|action-refused|transaction-password|error|info)\\b.*")) {
                    assertFalse(render(brand, Locale.JAPANESE, page).contains("認証アプリ"), brand + " " + page);
                    assertFalse(render(brand, Locale.ENGLISH, page).contains("authenticator app"), brand + " " + page);
                }
            }
        }
    }

    @Test
    void theWalksOfATokenStartAtTheLoginPageWhereTokensAreBoundAndNowhereElse() throws Exception {
        String html = render("sample-direct", Locale.JAPANESE, page("login"));
        assertTrue(
                html.contains(
                        "<a href=\"/realms/mito/otp-service/register?client_id=bank&amp;tab_id=t-1_A\">ワンタイムパスワードの新規登録はこちらから</a>"),
                html);
        assertTrue(
                html.contains(
                        "<a href=\"/realms/mito/otp-service/stop?client_id=bank&amp;tab_id=t-1_A\">ワンタイムパスワードの利用停止はこちらから</a>"),
                html);
        assertTrue(html.indexOf("/otp-service/register") > html.indexOf("</form>"), "below the form");
        assertTrue(render("sample-direct", Locale.JAPANESE, page("login-turned-off"))
                .contains("id=\"kc-login\""));
        assertFalse(
                render("sample-direct", Locale.JAPANESE, page("login-turned-off"))
                        .contains("/otp-service/"),
                "the service is not offered");
        for (String brand : List.of("sekisho", "mito", "hokuyo", "sample-bank", "kenshin")) {
            assertFalse(render(brand, Locale.JAPANESE, page("login")).contains("/otp-service/register"), brand);
        }
    }

    @Test
    void aWalkFromTheLoginPageNamesItsPartsAndMarksTheOneAtHand() throws Exception {
        String html = render("sample-direct", Locale.JAPANESE, page("token-bind"));
        assertEquals(List.of("利用者認証", "ワンタイムパスワード登録情報入力", "処理結果"), progressParts(html));
        assertTrue(html.contains(" aria-current=\"step\">ワンタイムパスワード登録情報入力</li>"), html);
        assertTrue(
                html.contains("<title>トークンの登録（3ステップ中2） | サンプルダイレクト</title>"), firstGroup(html, "<title>(.*?)</title>"));
        assertEquals(
                List.of("利用者認証", "ワンタイムパスワード入力", "処理結果"),
                progressParts(render("sample-direct", Locale.JAPANESE, page("entrance-stop-code"))));
        assertEquals(
                List.of(),
                progressParts(render("sample-direct", Locale.JAPANESE, page("stop"))),
                "from the status page it is as it always was");
    }

    private static List<String> progressParts(String html) {
        return Pattern.compile("<ol class=\"progress-parts\">(.*?)</ol>", Pattern.DOTALL)
                .matcher(html)
                .results()
                .flatMap(list -> Pattern.compile("<li[^>]*>(.*?)</li>")
                        .matcher(list.group(1))
                        .results())
                .map(part -> part.group(1))
                .toList();
    }

    @Test
    void aWalkFromTheLoginPageCanBeLeftAndHasNobodyToLogOut() throws Exception {
        for (String name :
                List.of("token-bind-proof", "token-bind-mail", "token-bind", "token-bind-next", "entrance-stop-code")) {
            String html = render("sample-direct", Locale.JAPANESE, page(name));
            String leaving = name.endsWith("next") ? "back" : "cancel-aia";
            assertTrue(
                    html.contains("form=\"sekisho-leave\" name=\"" + leaving + "\" value=\"true\" formnovalidate>"),
                    name);
            assertFalse(html.contains("site-nav-logout"), name);
        }
        assertTrue(render("sample-direct", Locale.JAPANESE, page("token-bind")).contains("formnovalidate>中止</button>"));
        assertTrue(render("sample-direct", Locale.JAPANESE, page("token-bind-from-status"))
                .contains("site-nav-logout"));
        for (String name : List.of("token-bind-receipt", "entrance-stop-receipt", "entrance-stop-not-in-use")) {
            assertTrue(render("sample-direct", Locale.JAPANESE, page(name)).contains(">ログイン画面に戻る</button>"), name);
        }
        assertTrue(render("sample-direct", Locale.JAPANESE, page("token-bind-from-status-receipt"))
                .contains(">登録情報照会へ</button>"));
    }

    @Test
    void theFormOfATokenKeepsItsIdAfterAnErrorAndNeverTheCode() throws Exception {
        String html = render("sample-direct", Locale.JAPANESE, page("token-bind-sekishoTokenBindRefused"));
        assertTrue(firstGroup(html, "(<input[^>]*id=\"tokenId\"[^>]*>)")
                .contains("value=\"demo-0000 0007&quot;&gt;&lt;b&gt;\""));
        assertFalse(firstGroup(html, "(<input[^>]*id=\"otp\"[^>]*>)").contains("value="));
        assertTrue(
                html.contains("登録できませんでした。トークンIDと、今表示されているワンタイムパスワードの両方をもう一度ご確認ください。"),
                "it does not tell which of the two is wrong");
    }

    @Test
    void theFirstPageOfAWalkSaysWhatTheInstitutionAsksFor() throws Exception {
        String first = render("sample-direct", Locale.JAPANESE, page("entrance-register"));
        assertTrue(
                first.contains("<li>契約者IDとログインパスワード（いつものログインと同じもの）</li>")
                        && first.contains("<li>取引パスワード（別のトークンに替える方）</li>"),
                first);
        assertTrue(
                render("sample-direct", Locale.JAPANESE, page("token-bind-from-status"))
                        .contains("始める前に"),
                "nothing to prove: it starts here");
        assertFalse(
                render("sample-direct", Locale.JAPANESE, page("token-bind-from-status-replacing"))
                        .contains("始める前に"),
                "it has started at the transaction password");
        assertFalse(
                render("sample-direct", Locale.JAPANESE, page("token-bind")).contains("始める前に"),
                "it has started at the login page");
    }

    @Test
    void aNewMailIsAFormOfItsOwnSoThatEnterNeverAsksForOne() throws Exception {
        String form = firstGroup(
                render("sample-direct", Locale.JAPANESE, page("token-bind-mail-again")),
                "(<form(?:(?!</form>).)*name=\"resend\".*?</form>)");
        assertTrue(
                form.contains("name=\"step\" value=\"mail\"")
                        && form.contains("もう一度送れるのは09:23:31からです。")
                        && !form.contains("id=\"mailCode\""),
                form);
        assertTrue(render("sample-direct", Locale.JAPANESE, page("token-bind-mail"))
                .contains("<details class=\"help\">"));
        assertTrue(
                render("sample-direct", Locale.JAPANESE, page("token-bind-mail-sekishoMailCodeExpired"))
                        .contains("<details class=\"help\" open>"),
                "the error names the button in it");
    }

    @Test
    void theKeyboardOnTheScreenIsThereWhereTheBrandTurnsItOnAndHiddenUntilTheScriptShowsIt() throws Exception {
        for (String name : List.of("login", "entrance-register", "entrance-stop")) {
            String html = render("sample-direct", Locale.JAPANESE, page(name));
            assertTrue(html.contains("<div class=\"keyboard\" data-screen-keyboard=\"password\" hidden>"), name);
            SCREEN_KEYBOARD.forEach(file -> assertTrue(html.contains("../resources/" + file), name + " " + file));
            assertEquals(
                    10 + 26 + 32 + 1,
                    count(html, "<button(?: class=\"keyboard-space\")? type=\"button\" data-types=\""),
                    "digits, letters, signs, space");
            assertEquals(
                    count(firstGroup(html, "(<div class=\"keyboard\".*?)<div class=\"actions\">"), "<button "),
                    count(html, "<button[^>]* type=\"button\""),
                    "no key sends the form");
        }
        for (String brand : List.of("sekisho", "mito")) {
            assertFalse(render(brand, Locale.JAPANESE, page("login")).contains("keyboard"), brand);
        }
        assertFalse(
                render("sample-direct", Locale.JAPANESE, page("login-otp")).contains("keyboard"),
                "only where a password of the login is asked for");
    }

    @Test
    void aPasskeyIsOfferedWhereTheRealmHasThem() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("login-passkey"));
        assertTrue(
                firstGroup(html, "(<input[^>]*id=\"username\"[^>]*>)").contains("autocomplete=\"username webauthn\""));
        assertTrue(html.contains(">パスキーでログイン</button>") && html.contains(PASSKEY), html);
        String form = firstGroup(html, "(<form id=\"webauth\"[^>]*>)");
        assertTrue(form.contains("data-passkey-use=\"conditional\""), form);
        assertFalse(form.contains("data-allowed"), form);
        String without = render("mito", Locale.JAPANESE, page("login"));
        assertFalse(without.contains("passkey") || without.contains("webauthn"));
        assertTrue(without.contains("autocomplete=\"username\""));
    }

    /** They are Keycloak's own names, by which it reads what is sent. */
    @Test
    void theFormsOfAPasskeySendWhatKeycloakReads() throws Exception {
        for (String name : List.of("login-passkey", "passkey-verify")) {
            String form = firstGroup(
                    render("mito", Locale.ENGLISH, page(name)), "(<form id=\"webauth\"(?:(?!</form>).)*</form>)");
            assertEquals(
                    List.of("clientDataJSON", "authenticatorData", "signature", "credentialId", "userHandle", "error"),
                    groups(form, "<input type=\"hidden\" id=\"[^\"]+\" name=\"([^\"]+)\">"));
        }
        String form = firstGroup(
                render("mito", Locale.ENGLISH, page("passkey-register")),
                "(<form(?:(?!</form>).)*id=\"register\".*?</form>)");
        assertEquals(
                List.of(
                        "clientDataJSON",
                        "attestationObject",
                        "publicKeyCredentialId",
                        "transports",
                        "authenticatorAttachment",
                        "error",
                        "authenticatorLabel",
                        "logout-sessions"),
                groups(form, "<input[^>]* name=\"([^\"]+)\""));
        assertTrue(
                form.contains("data-algorithms=\"-7 -257\"") && form.contains("data-excluded=\"aWQtMQ,aWQtMg\""), form);
    }

    /** Of Keycloak 26.5 there is only the older of the two. */
    @Test
    void bothNamesOfAResidentKeyAreTaken() throws Exception {
        String older = render("mito", Locale.ENGLISH, page("passkey-register"));
        assertTrue(older.contains("data-resident-key=\"\" data-require-resident-key=\"Yes\""), older);
        String newer = render("mito", Locale.ENGLISH, page("passkey-register-started-by-customer"));
        assertTrue(newer.contains("data-resident-key=\"required\""), newer);
    }

    @Test
    void onlyThePasskeysOfTheCustomerWhoIsKnownAreAskedFor() throws Exception {
        String form =
                firstGroup(render("mito", Locale.JAPANESE, page("passkey-verify")), "(<form id=\"webauth\"[^>]*>)");
        assertTrue(form.contains(" data-identified data-allowed=\"aWQtMQ aWQtMg\""), form);
        assertTrue(form.contains("data-passkey-use=\"none\""), form);
    }

    @Test
    void anErrorOfAPasskeyLeadsToAnotherTryWithoutAScript() throws Exception {
        String html = render("mito", Locale.JAPANESE, page("passkey-error"));
        assertTrue(html.contains("name=\"authenticationExecution\" value=\"e-1\"")
                && html.contains("name=\"isSetRetry\" value=\"retry\"")
                && html.contains(">もう一度試す</button>"));
        assertFalse(html.contains("cancel-aia"));
        assertTrue(render("mito", Locale.JAPANESE, page("passkey-error-started-by-customer"))
                .contains("name=\"cancel-aia\" value=\"true\""));
    }

    /** The page finds them by itself, for not every version of Keycloak hands them over. */
    @Test
    void aPageNamesTheStyleSheetOfTheParentThenThoseOfTheBrandByTheirNames() throws Exception {
        PageModel model = page("login").model(ThemeFolders.OURS, "mito", Locale.JAPANESE);
        Properties properties = new ThemeChain("mito", Theme.Type.LOGIN).getProperties();
        properties.setProperty("styles.add", "css/add.css");
        properties.setProperty("styles.none", "");
        properties.setProperty("scripts", "js/one.js js/two.js");
        properties.setProperty("scripts.brand", "js/brand.js");
        properties.setProperty("scripts.brand.type", "module");
        model.put("properties", properties);
        String html = model.render("login.ftl");
        assertEquals(
                List.of("css/sekisho.css", "css/add.css", "css/mito.css"),
                groups(html, "<link rel=\"stylesheet\" href=\"../resources/([^\"]+)\">"));
        assertEquals(
                List.of(
                        "js/sekisho.js\" defer",
                        "js/one.js\" defer",
                        "js/two.js\" defer",
                        "js/brand.js\" type=\"module\" defer"),
                groups(html, "<script src=\"../resources/([^>]+)>"));
    }

    /** The setting refuses it as an address; a message that it names may still be one. */
    @Test
    void theFootLinksToNoAddressThatIsNotHttps() throws Exception {
        for (String site : List.of("http://bank.example/", "javascript:alert(1)", "//bank.example/")) {
            PageModel model = new PageModel(new ThemeChain("sekisho", Theme.Type.LOGIN), Locale.ENGLISH);
            model.institution("name", "Sample");
            model.institution("siteUrl", site);
            String html = model.render("login.ftl");
            assertTrue(html.contains("<p class=\"institution\">Sample</p>"), site);
        }
        PageModel model = new PageModel(new ThemeChain("sekisho", Theme.Type.LOGIN), Locale.ENGLISH);
        model.institution("name", "Sample");
        assertTrue(model.render("login.ftl")
                .contains(
                        "<p class=\"institution\"><a href=\"https://bank.example/\" rel=\"noopener\">Sample</a></p>"));
    }

    @Test
    void aPageIsThereWithoutWhatTheInstitutionHasSet() throws Exception {
        for (String template : List.of("login.ftl", "error.ftl")) {
            PageModel model = new PageModel(new ThemeChain("sample-direct", Theme.Type.LOGIN), Locale.JAPANESE);
            model.message(MessageType.ERROR, "internalServerError");
            model.withoutInstitution();
            assertFalse(model.render(template).contains("class=\"institution\""), template);
        }
    }

    @Test
    void everyTemplateOfTheThemeIsRenderedByOneOfThePages() {
        Set<String> rendered = Pages.all().stream().map(Page::template).collect(Collectors.toSet());
        Set<String> shared = Set.of(
                "template.ftl",
                "sekisho-parts.ftl",
                "sekisho-apply-parts.ftl",
                "sekisho-registration.ftl",
                "sekisho-token-issue-parts.ftl",
                "sekisho-token-bind-parts.ftl",
                "sekisho-manage-parts.ftl",
                "sekisho-mail-code-parts.ftl",
                "passkeys.ftl");
        Sources.loginTemplates().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> !shared.contains(name))
                .forEach(name -> assertTrue(rendered.contains(name), name));
    }

    private static Page page(String name) {
        return Pages.named(name).orElseThrow();
    }

    private static int firstViewBytes(String brand, String html) throws IOException {
        int bytes = html.getBytes(StandardCharsets.UTF_8).length;
        for (Path file : Sources.below(OUT.resolve(brand).resolve("resources"), "")) {
            if (Files.isRegularFile(file)) {
                bytes += (int) Files.size(file);
            }
        }
        return bytes;
    }

    private static int count(String html, String pattern) {
        return (int) Pattern.compile(pattern).matcher(html).results().count();
    }

    private static String firstGroup(String html, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(html);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1);
    }

    private static List<String> groups(String html, String pattern) {
        return Pattern.compile(pattern)
                .matcher(html)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static List<String> ids(String html) {
        return groups(html, "\\sid=\"([^\"]+)\"");
    }

    private static List<String> repeatedIds(String html) {
        Set<String> seen = new HashSet<>();
        return ids(html).stream().filter(id -> !seen.add(id)).toList();
    }

    private static Set<String> danglingReferences(String html) {
        Set<String> known = new HashSet<>(ids(html));
        // The script gives the key's panel its id when it takes it out of the <details>.
        known.add("otp-key-panel");
        Set<String> dangling = new TreeSet<>();
        Matcher matcher = Pattern.compile(
                        "\\s(?:for|form|aria-describedby|aria-labelledby|aria-controls|data-reveals)=\"([^\"]+)\"|href=\"#([^\"]+)\"")
                .matcher(html);
        while (matcher.find()) {
            for (String id : (matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                    .trim()
                    .split("\\s+")) {
                if (!known.contains(id)) {
                    dangling.add(id);
                }
            }
        }
        return dangling;
    }
}
