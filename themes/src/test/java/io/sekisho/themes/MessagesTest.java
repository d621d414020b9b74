package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.theme.Theme;

final class MessagesTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");
    private static final Pattern KEY_IN_TEMPLATE =
            Pattern.compile("\\bmsg\\((?:'|\")([A-Za-z][A-Za-z0-9_.-]*)(?:'|\")\\s*[,)]");

    /** What the Java code names; the templates are read for theirs. */
    private static final List<String> KEYS_OF_THE_CODE = List.of(
            "sekishoOtpMissing",
            "sekishoOtpMalformed",
            "sekishoOtpWrong",
            "sekishoOtpReplayed",
            "sekishoOtpExpired",
            "sekishoOtpClockOff",
            "sekishoOtpSuspended",
            "sekishoOtpUnavailable",
            "sekishoOtpExhausted",
            "sekishoOtpNotInUse",
            "sekishoTransactionPasswordMissing",
            "sekishoTransactionPasswordWrong",
            "sekishoTransactionPasswordSuspended",
            "sekishoTransactionPasswordTooShort",
            "sekishoTransactionPasswordTooLong",
            "sekishoTransactionPasswordSameAsLogin",
            "sekishoTransactionPasswordSameAsOld",
            "sekishoTransactionPasswordMismatch",
            "sekishoTransactionPasswordUnset",
            "sekishoTransactionPasswordTemporary",
            "sekishoTransactionPasswordByStaff",
            "sekishoTransactionPasswordUncompared",
            "sekishoLoginPasswordSameAsTransaction",
            "sekishoLoginPasswordMissing",
            "sekishoLoginPasswordWrong",
            "sekishoRedisplayLimit",
            "sekishoRedisplayToken",
            "sekishoApplyAlreadyInUse",
            "sekishoApplyCodeWrong",
            "sekishoStatusNotSet",
            "sekishoStepOutOfOrder",
            "sekishoServiceUnavailable",
            "sekishoServiceNotOffered",
            "sekishoLoginAgain",
            "sekishoLoginOver",
            "sekishoCustomerUnknown",
            "sekishoRequestRefused",
            "sekishoStatusNotRegistered",
            "sekishoStatusInUse",
            "sekishoStatusSuspended",
            "sekishoActionApply",
            "sekishoActionRedisplay",
            "sekishoActionStop",
            "sekishoActionChange",
            "sekishoActionReset",
            "sekishoActionSet",
            "sekishoActionIssueToken",
            "sekishoStatusPasswords",
            "sekishoStatusServices",
            "sekishoServiceOtp",
            "sekishoServiceOtpNote",
            "sekishoLoginPassword",
            "sekishoTransactionPassword",
            "sekishoTokenIssueNotStarted",
            "sekishoTokenIssueEmailMissing",
            "sekishoTokenIssueEmailNotHalfWidth",
            "sekishoTokenIssueEmailTooShort",
            "sekishoTokenIssueEmailTooLong",
            "sekishoTokenIssueEmailNoAddress",
            "sekishoTokenIssueEmailMismatch",
            "sekishoTokenIssueStartPasswordMissing",
            "sekishoTokenIssueStartPasswordNotDigits",
            "sekishoTokenIssueStartPasswordTooShort",
            "sekishoTokenIssueStartPasswordTooLong",
            "sekishoTokenIssueStartPasswordMismatch",
            "sekishoTokenIssueTooManyMails",
            "sekishoTokenIssueMailNotBefore",
            "sekishoTokenIssueNothingToSend",
            "sekishoTokenIssueMailedAgain",
            "sekishoTokenIssueNotActivated",
            "sekishoTokenIssueNothingToConfirm",
            "sekishoTokenIssueCodeWrong",
            "sekishoManageSection",
            "sekishoManageManagersOnly",
            "sekishoManageNoSuchUser",
            "sekishoManageLiftOneself",
            "sekishoManageNotSuspended",
            "sekishoManageExhausted",
            "sekishoManageNothingToRevoke",
            "sekishoManageNoOwnToken",
            "sekishoActionBind",
            "sekishoActionBindOther",
            "sekishoOtpLost",
            "sekishoEntranceNotOffered",
            "sekishoTokenIdMissing",
            "sekishoTokenIdMalformed",
            "sekishoTokenBindRefused",
            "sekishoTokenBindSuspended",
            "sekishoTokenBindExhausted",
            "sekishoTokenBindAlreadyYours",
            "sekishoTokenBindOtpMalformed",
            "sekishoTokenBindNextNeeded",
            "sekishoMailCodeMissing",
            "sekishoMailCodeWrong",
            "sekishoMailCodeExpired",
            "sekishoMailCodeMailedAgain",
            "sekishoMailCodeNotBefore",
            "sekishoMailCodeTooMany",
            "sekishoMailCodeNoAddress");

    private static final List<String> NOTICES = List.of(
            "otpApplied",
            "otpRedisplayed",
            "otpStopped",
            "otpSuspended",
            "otpSuspensionLifted",
            "tokenStarted",
            "tokenActivation",
            "tokenIssued",
            "tokenConfirmed",
            "tokenVoided",
            "tokenRevoked",
            "tokenBound",
            "tokenReplaced",
            "tokenUnbound",
            "tokenLost",
            "tokenReinstated",
            "mailCode",
            "transactionPasswordCode",
            "transactionPasswordChanged",
            "transactionPasswordReset",
            "transactionPasswordSuspended",
            "transactionPasswordSuspensionLifted");

    static List<Path> japaneseBundles() {
        return Sources.below(Sources.THEMES, "messages_ja.properties");
    }

    static List<Path> bundles() {
        return Sources.below(Sources.THEMES, ".properties").stream()
                .filter(file -> file.getFileName().toString().matches("(admin-)?messages_.*"))
                .toList();
    }

    private static Path englishTwin(Path japanese) {
        return japanese.resolveSibling(japanese.getFileName().toString().replace("_ja.", "_en."));
    }

    private static Set<String> placeholders(String text) {
        Set<String> numbers = new TreeSet<>();
        for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
            numbers.add(matcher.group(1));
        }
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("japaneseBundles")
    void japaneseAndEnglishHaveTheSameKeys(Path japanese) {
        assertEquals(
                new TreeSet<>(Sources.properties(japanese).keySet()),
                new TreeSet<>(Sources.properties(englishTwin(japanese)).keySet()));
    }

    @ParameterizedTest
    @MethodSource("japaneseBundles")
    void japaneseAndEnglishHaveTheSamePlaceholders(Path japanese) {
        Properties english = Sources.properties(englishTwin(japanese));
        Sources.properties(japanese)
                .forEach((key, text) -> assertEquals(
                        placeholders((String) text),
                        placeholders(english.getProperty((String) key)),
                        "placeholders of " + key));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyTextIsAValidMessageFormatThatLosesNoQuote(Path bundle) {
        Sources.properties(bundle).forEach((key, text) -> {
            MessageFormat format = assertDoesNotThrow(() -> new MessageFormat((String) text), () -> "format of " + key);
            long quotes = ((String) text).chars().filter(c -> c == '\'').count();
            assertEquals(0, quotes % 2, "a single quote in " + key);
            assertFalse(((String) text).isBlank(), key + " is empty");
            assertDoesNotThrow(() -> format.format(new Object[] {1, 2, 3}), () -> key + " with numbers");
        });
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noKeyIsWrittenTwice(Path bundle) {
        List<String> keys = Arrays.stream(Sources.text(bundle).split("\n"))
                .filter(line -> line.matches("[A-Za-z].*=.*"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
        assertEquals(
                keys.size(),
                new TreeSet<>(keys).size(),
                () -> "twice in " + bundle + ": "
                        + keys.stream()
                                .filter(key -> keys.indexOf(key) != keys.lastIndexOf(key))
                                .distinct()
                                .toList());
    }

    @Test
    void everyKeyThatALoginTemplateNamesExists() throws Exception {
        Properties known = new ThemeChain("sekisho", Theme.Type.LOGIN).getMessages(Locale.JAPANESE);
        for (Path template : Sources.loginTemplates()) {
            for (Matcher matcher = KEY_IN_TEMPLATE.matcher(Sources.text(template)); matcher.find(); ) {
                assertTrue(known.containsKey(matcher.group(1)), template.getFileName() + " names " + matcher.group(1));
            }
        }
    }

    @Test
    void everyKeyThatAMailNamesExists() {
        Properties known = Sources.properties(Sources.THEMES.resolve("sekisho/email/messages/messages_ja.properties"));
        for (Path template : Sources.below(Sources.THEMES.resolve("sekisho/email"), ".ftl")) {
            for (Matcher matcher = KEY_IN_TEMPLATE.matcher(Sources.text(template)); matcher.find(); ) {
                assertTrue(known.containsKey(matcher.group(1)), template.getFileName() + " names " + matcher.group(1));
            }
        }
    }

    @Test
    void everyKeyThatTheCodeNamesExistsInTheParentTheme() {
        Properties own = Sources.properties(Sources.THEMES.resolve("sekisho/login/messages/messages_ja.properties"));
        KEYS_OF_THE_CODE.forEach(key -> assertTrue(own.containsKey(key), key));
    }

    @Test
    void everyKindOfNoticeHasASubjectAndABody() {
        Properties own = Sources.properties(Sources.THEMES.resolve("sekisho/email/messages/messages_ja.properties"));
        for (String kind : NOTICES) {
            assertTrue(own.containsKey("sekishoNoticeSubject." + kind), kind);
            assertTrue(own.containsKey("sekishoNoticeBody." + kind), kind);
        }
    }

    @Test
    void everyFactOfANoticeHasALabel() {
        Properties own = Sources.properties(Sources.THEMES.resolve("sekisho/email/messages/messages_ja.properties"));
        for (String fact : List.of(
                "serviceId",
                "userId",
                "appUrl",
                "featurePhoneAppUrl",
                "expiresAt",
                "maskedAddress",
                "tokenId",
                "mailCode")) {
            assertTrue(own.containsKey("sekishoNoticeFact." + fact), fact);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Sources.TOKEN_LAYER, Sources.BOUND_TOKEN_LAYER})
    void aLayerForTokensReplacesTextsAndAddsNone(String layer) {
        Properties parent = Sources.properties(Sources.THEMES.resolve("sekisho/login/messages/messages_ja.properties"));
        Sources.properties(Sources.THEMES.resolve(layer + "/login/messages/messages_ja.properties"))
                .keySet()
                .forEach(key -> assertTrue(parent.containsKey(key), key.toString()));
    }

    @Test
    void aBrandThatCallsTheTransactionPasswordByAnotherNameDoesSoEverywhere() throws Exception {
        for (Theme.Type type : List.of(Theme.Type.LOGIN, Theme.Type.EMAIL)) {
            ThemeChain kenshin = new ThemeChain("kenshin", type);
            kenshin.messagesOf(Locale.JAPANESE)
                    .forEach((key, text) -> assertFalse(text.toString().contains("取引パスワード"), key.toString()));
            kenshin.messagesOf(Locale.ENGLISH)
                    .forEach((key, text) ->
                            assertFalse(text.toString().contains("ransaction password"), key.toString()));
        }
    }

    @Test
    void theSubjectOfTheCompletionMailIsTheOneThatTheInstitutionFixed() {
        String format = Sources.properties(Sources.THEMES.resolve("sekisho/email/messages/messages_ja.properties"))
                .getProperty("sekishoNoticeSubject.otpApplied");
        assertEquals("【水戸証券】ワンタイムパスワードサービスお申込完了のご連絡", MessageFormat.format(format, "水戸証券"));
    }

    @Test
    void everyOwnMessageOfTheParentThemeIsUsed() throws Exception {
        StringBuilder templates = new StringBuilder();
        for (Path template : Sources.below(Sources.THEMES.resolve("sekisho"), ".ftl")) {
            templates.append(Files.readString(template));
        }
        String named = templates.toString();
        Set<String> unused = new TreeSet<>();
        for (Object key : Sources.properties(Sources.THEMES.resolve("sekisho/login/messages/messages_ja.properties"))
                .keySet()) {
            String name = (String) key;
            boolean byPlatform = name.matches("sekishoRegistrationStep(s|Open)(Iphone|Android)");
            if (name.startsWith("sekisho")
                    && !KEYS_OF_THE_CODE.contains(name)
                    && !byPlatform
                    && !named.contains("\"" + name + "\"")) {
                unused.add(name);
            }
        }
        assertEquals(Set.of(), unused);
    }
}
