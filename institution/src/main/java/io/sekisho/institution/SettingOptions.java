package io.sekisho.institution;

import static io.sekisho.institution.SettingOption.choice;
import static io.sekisho.institution.SettingOption.number;
import static io.sekisho.institution.SettingOption.of;
import static io.sekisho.institution.SettingOption.onOff;
import static io.sekisho.institution.SettingOption.optional;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every realm attribute of the service, each declared once: its name, what it may hold, what its default is. From that
 * come how it is read ({@link InstitutionSettings}), what the admin REST says of it and refuses, and what the documents
 * are held against.
 */
public final class SettingOptions {

    private static final String TEXT = "text";
    private static final String WEB_ADDRESS = "https address";

    private static final List<SettingOption<?>> DECLARED = new ArrayList<>();

    // In the order in which people read of them.

    public static final SettingOption<Boolean> ENABLED = declare(onOff("sekisho.enabled"));
    public static final SettingOption<Integer> MAX_FAILURES =
            declare(number("sekisho.maxFailures", "failures in a row", 5, 1, 100));
    public static final SettingOption<Integer> LOOK_AROUND_STEPS =
            declare(number("sekisho.lookAroundSteps", "time steps", 1, 0, 10));
    public static final SettingOption<Integer> ENROLMENT_LOOK_AROUND_STEPS =
            declare(number("sekisho.enrolmentLookAroundSteps", "time steps", 0, 0, 10));
    public static final SettingOption<Integer> MAX_REDISPLAYS_PER_DAY =
            declare(number("sekisho.maxRedisplaysPerDay", "times", 3, 0, 1_000));
    public static final SettingOption<Boolean> END_OTHER_SESSIONS = declare(onOff("sekisho.endOtherSessions"));
    public static final SettingOption<Integer> TRANSACTION_PASSWORD_MIN_LENGTH =
            declare(number("sekisho.transactionPasswordMinLength", "characters", 8, 1, 256));
    public static final SettingOption<Integer> TRANSACTION_PASSWORD_MAX_LENGTH = declare(number(
            "sekisho.transactionPasswordMaxLength",
            "characters",
            64,
            1,
            256,
            InstitutionSettings::transactionPasswordMinLength));
    public static final SettingOption<FirstTransactionPassword> FIRST_TRANSACTION_PASSWORD = declare(
            choice("sekisho.firstTransactionPassword", FirstTransactionPassword.class, FirstTransactionPassword.STAFF));
    public static final SettingOption<ZoneId> TIME_ZONE = declare(
            of("sekisho.timeZone", "zone id", "Asia/Tokyo", settings -> ZoneId.of("Asia/Tokyo"), SettingOptions::zone));
    public static final SettingOption<String> ACCOUNT_NAME = declare(of(
            "sekisho.accountName", TEXT, "the realm's display name", InstitutionSettings::displayName, text -> text));
    public static final SettingOption<String> APP_NAME = declare(
            of("sekisho.appName", TEXT, "Google Authenticator", settings -> "Google Authenticator", text -> text));
    public static final SettingOption<Optional<String>> APP_STORE_URL = declare(webAddress("sekisho.appStoreUrl"));
    public static final SettingOption<Optional<String>> GOOGLE_PLAY_URL = declare(webAddress("sekisho.googlePlayUrl"));
    public static final SettingOption<Boolean> PASSWORD_ROWS = declare(onOff("sekisho.passwordRows"));
    public static final SettingOption<EnrolmentMethod> ENROLMENT =
            declare(choice("sekisho.enrolment", EnrolmentMethod.class, EnrolmentMethod.AUTHENTICATOR_APP));
    public static final SettingOption<EnrolmentProof> ENROLMENT_PROOF =
            declare(choice("sekisho.enrolmentProof", EnrolmentProof.class, EnrolmentProof.TRANSACTION_PASSWORD));
    public static final SettingOption<List<ExtraRow>> EXTRA_ROWS =
            declare(of("sekisho.extraRows", "JSON array", "none", settings -> List.of(), ExtraRow::parse));
    public static final SettingOption<String> INSTITUTION_NAME = declare(of(
            "sekisho.institutionName",
            TEXT,
            "the realm's display name",
            InstitutionSettings::displayName,
            text -> text));
    public static final SettingOption<Optional<String>> SITE_URL =
            declare(optional("sekisho.siteUrl", WEB_ADDRESS, SettingOptions::webAddressOrMessage));
    public static final SettingOption<Optional<String>> SUPPORT_NAME = declare(text("sekisho.supportName"));
    public static final SettingOption<Optional<String>> SUPPORT_TELEPHONE = declare(text("sekisho.supportTelephone"));
    public static final SettingOption<Optional<String>> SUPPORT_HOURS = declare(text("sekisho.supportHours"));
    public static final SettingOption<Optional<String>> SERVICE_ID =
            declare(optional("sekisho.serviceId", "1–10 digits", SettingOptions::serviceId));
    public static final SettingOption<IssueObligation> ISSUE_OBLIGATORY =
            declare(choice("sekisho.issueObligatory", IssueObligation.class, IssueObligation.AFTER_START));
    public static final SettingOption<Integer> ISSUE_LIFETIME_SECONDS =
            declare(number("sekisho.issueLifetimeSeconds", "s", 86_400, 1, 2_592_000));
    public static final SettingOption<Integer> MAX_START_PASSWORD_FAILURES =
            declare(number("sekisho.maxStartPasswordFailures", null, 5, 1, 10));
    public static final SettingOption<Integer> MAX_TOKEN_MAILS_PER_DAY =
            declare(number("sekisho.maxTokenMailsPerDay", "mails", 10, 1, 100));
    public static final SettingOption<Integer> TOKEN_MAIL_WAIT_SECONDS =
            declare(number("sekisho.tokenMailWaitSeconds", "s", 60, 0, 3_600));
    public static final SettingOption<List<String>> MAIL_DOMAINS = declare(of(
            "sekisho.mailDomains",
            "names, by spaces",
            "none",
            settings -> List.of(),
            text -> List.of(text.split("[\\s,]+"))));
    public static final SettingOption<Optional<String>> INQUIRY_URL = declare(webAddress("sekisho.inquiryUrl"));
    public static final SettingOption<Optional<String>> TOKEN_APP_URL = declare(of(
            "sekisho.tokenAppUrl",
            WEB_ADDRESS,
            "this server's token app",
            settings -> Optional.empty(),
            text -> Optional.of(https(text))));
    public static final SettingOption<Optional<String>> FEATURE_PHONE_APP_URL =
            declare(webAddress("sekisho.featurePhoneAppUrl"));
    public static final SettingOption<Set<String>> TOKEN_APP_ORIGINS = declare(of(
            "sekisho.tokenAppOrigins",
            "origins, by spaces",
            "none",
            settings -> Set.of(),
            text -> Set.copyOf(List.of(text.split("\\s+")))));
    public static final SettingOption<Integer> MAX_ACTIVATION_FAILURES_PER_ADDRESS =
            declare(number("sekisho.maxActivationFailuresPerAddress", "in ten minutes", 100, 1, 100_000));
    public static final SettingOption<Integer> REISSUE_WAIT_MINUTES =
            declare(number("sekisho.reissueWaitMinutes", "min", 0, 0, 10_080));
    public static final SettingOption<Optional<String>> REISSUE_BLACKOUT =
            declare(optional("sekisho.reissueBlackout", "HH:mm-HH:mm", SettingOptions::blackout));
    public static final SettingOption<Optional<String>> COMPANIES_GROUP =
            declare(optional("sekisho.companiesGroup", "path of a group", text -> text));
    public static final SettingOption<ReplacementProof> REPLACEMENT_PROOF =
            declare(choice("sekisho.replacementProof", ReplacementProof.class, ReplacementProof.TRANSACTION_PASSWORD));
    public static final SettingOption<Integer> BINDING_LOOK_AROUND_STEPS = declare(
            number("sekisho.bindingLookAroundSteps", "time steps", 20, 0, 200, InstitutionSettings::lookAroundSteps));

    private SettingOptions() {}

    private static <T> SettingOption<T> declare(SettingOption<T> option) {
        DECLARED.add(option);
        return option;
    }

    /** In the order in which people read of them. */
    public static List<SettingOption<?>> all() {
        return Collections.unmodifiableList(DECLARED);
    }

    /** @param name of the attribute */
    public static Optional<SettingOption<?>> find(String name) {
        return DECLARED.stream()
                .<SettingOption<?>>map(option -> option)
                .filter(option -> option.name().equals(name))
                .findFirst();
    }

    private static SettingOption<Optional<String>> text(String name) {
        return optional(name, TEXT, text -> text);
    }

    /** Links of a page: nothing but https, so that no setting becomes a script. */
    private static SettingOption<Optional<String>> webAddress(String name) {
        return optional(name, WEB_ADDRESS, SettingOptions::https);
    }

    private static String https(String text) {
        if (!ExtraRow.isWebAddress(text)) {
            throw new IllegalArgumentException("must begin with https://");
        }
        return text;
    }

    private static String webAddressOrMessage(String text) {
        return DisplayText.isMessage(text) ? text : https(text);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be the id of a time zone, such as Asia/Tokyo", e);
        }
    }

    private static String serviceId(String text) {
        if (!InstitutionSettings.isServiceId(text)) {
            throw new IllegalArgumentException("must be 1 to 10 digits");
        }
        return text;
    }

    private static String blackout(String text) {
        try {
            ReissueWait.of(0, text, ZoneOffset.UTC);
            return text;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be two different times, such as 20:50-08:10", e);
        }
    }
}
