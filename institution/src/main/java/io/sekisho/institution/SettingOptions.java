package io.sekisho.institution;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every realm attribute of the service: the one place that says what it may hold and what its default is. */
public final class SettingOptions {

    private static final String TEXT = "text";
    private static final String WEB_ADDRESS = "https address";

    static final SettingOption<Boolean> ENABLED = SettingOption.onOff(InstitutionSettings.ENABLED);
    static final SettingOption<Integer> MAX_FAILURES =
            SettingOption.number(InstitutionSettings.MAX_FAILURES, "failures in a row", 5, 1, 100);
    static final SettingOption<Integer> LOOK_AROUND_STEPS =
            SettingOption.number(InstitutionSettings.LOOK_AROUND_STEPS, "time steps", 1, 0, 10);
    static final SettingOption<Integer> ENROLMENT_LOOK_AROUND_STEPS =
            SettingOption.number(InstitutionSettings.ENROLMENT_LOOK_AROUND_STEPS, "time steps", 0, 0, 10);
    static final SettingOption<Integer> MAX_REDISPLAYS_PER_DAY =
            SettingOption.number(InstitutionSettings.MAX_REDISPLAYS_PER_DAY, "times", 3, 0, 1_000);
    static final SettingOption<Integer> TRANSACTION_PASSWORD_MIN_LENGTH =
            SettingOption.number(InstitutionSettings.TRANSACTION_PASSWORD_MIN_LENGTH, "characters", 8, 1, 256);
    static final SettingOption<Integer> TRANSACTION_PASSWORD_MAX_LENGTH = SettingOption.number(
            InstitutionSettings.TRANSACTION_PASSWORD_MAX_LENGTH,
            "characters",
            64,
            1,
            256,
            InstitutionSettings::transactionPasswordMinLength);
    static final SettingOption<FirstTransactionPassword> FIRST_TRANSACTION_PASSWORD = SettingOption.choice(
            InstitutionSettings.FIRST_TRANSACTION_PASSWORD,
            FirstTransactionPassword.class,
            FirstTransactionPassword.STAFF);
    static final SettingOption<ZoneId> TIME_ZONE = SettingOption.of(
            InstitutionSettings.TIME_ZONE,
            "zone id",
            "Asia/Tokyo",
            settings -> ZoneId.of("Asia/Tokyo"),
            SettingOptions::zone);
    static final SettingOption<String> ACCOUNT_NAME = SettingOption.of(
            InstitutionSettings.ACCOUNT_NAME,
            TEXT,
            "the realm's display name",
            InstitutionSettings::displayName,
            text -> text);
    static final SettingOption<String> APP_NAME = SettingOption.of(
            InstitutionSettings.APP_NAME,
            TEXT,
            "Google Authenticator",
            settings -> "Google Authenticator",
            text -> text);
    static final SettingOption<Optional<String>> APP_STORE_URL = webAddress(InstitutionSettings.APP_STORE_URL);
    static final SettingOption<Optional<String>> GOOGLE_PLAY_URL = webAddress(InstitutionSettings.GOOGLE_PLAY_URL);
    static final SettingOption<Boolean> PASSWORD_ROWS = SettingOption.onOff(InstitutionSettings.PASSWORD_ROWS);
    static final SettingOption<EnrolmentMethod> ENROLMENT = SettingOption.choice(
            InstitutionSettings.ENROLMENT, EnrolmentMethod.class, EnrolmentMethod.AUTHENTICATOR_APP);
    static final SettingOption<List<ExtraRow>> EXTRA_ROWS = SettingOption.of(
            InstitutionSettings.EXTRA_ROWS, "JSON array", "none", settings -> List.of(), ExtraRow::parse);
    static final SettingOption<String> INSTITUTION_NAME = SettingOption.of(
            InstitutionSettings.INSTITUTION_NAME,
            TEXT,
            "the realm's display name",
            InstitutionSettings::displayName,
            text -> text);
    static final SettingOption<Optional<String>> SITE_URL =
            SettingOption.optional(InstitutionSettings.SITE_URL, WEB_ADDRESS, SettingOptions::webAddressOrMessage);
    static final SettingOption<Optional<String>> SUPPORT_NAME = text(InstitutionSettings.SUPPORT_NAME);
    static final SettingOption<Optional<String>> SUPPORT_TELEPHONE = text(InstitutionSettings.SUPPORT_TELEPHONE);
    static final SettingOption<Optional<String>> SUPPORT_HOURS = text(InstitutionSettings.SUPPORT_HOURS);
    static final SettingOption<EnrolmentProof> ENROLMENT_PROOF = SettingOption.choice(
            InstitutionSettings.ENROLMENT_PROOF, EnrolmentProof.class, EnrolmentProof.TRANSACTION_PASSWORD);

    static final SettingOption<Optional<String>> SERVICE_ID =
            SettingOption.optional(InstitutionSettings.SERVICE_ID, "1–10 digits", SettingOptions::serviceId);
    static final SettingOption<IssueObligation> ISSUE_OBLIGATORY = SettingOption.choice(
            InstitutionSettings.ISSUE_OBLIGATORY, IssueObligation.class, IssueObligation.AFTER_START);
    static final SettingOption<Integer> ISSUE_LIFETIME_SECONDS =
            SettingOption.number(InstitutionSettings.ISSUE_LIFETIME_SECONDS, "s", 86_400, 1, 2_592_000);
    static final SettingOption<Integer> MAX_START_PASSWORD_FAILURES =
            SettingOption.number(InstitutionSettings.MAX_START_PASSWORD_FAILURES, null, 5, 1, 10);
    static final SettingOption<Integer> MAX_TOKEN_MAILS_PER_DAY =
            SettingOption.number(InstitutionSettings.MAX_TOKEN_MAILS_PER_DAY, "mails", 10, 1, 100);
    static final SettingOption<Integer> TOKEN_MAIL_WAIT_SECONDS =
            SettingOption.number(InstitutionSettings.TOKEN_MAIL_WAIT_SECONDS, "s", 60, 0, 3_600);
    static final SettingOption<List<String>> MAIL_DOMAINS = SettingOption.of(
            InstitutionSettings.MAIL_DOMAINS,
            "names, by spaces",
            "none",
            settings -> List.of(),
            text -> List.of(text.split("[\\s,]+")));
    static final SettingOption<Optional<String>> INQUIRY_URL = webAddress(InstitutionSettings.INQUIRY_URL);
    static final SettingOption<Optional<String>> TOKEN_APP_URL = SettingOption.of(
            InstitutionSettings.TOKEN_APP_URL,
            WEB_ADDRESS,
            "this server's token app",
            settings -> Optional.empty(),
            text -> Optional.of(https(text)));
    static final SettingOption<Optional<String>> FEATURE_PHONE_APP_URL =
            webAddress(InstitutionSettings.FEATURE_PHONE_APP_URL);
    static final SettingOption<Set<String>> TOKEN_APP_ORIGINS = SettingOption.of(
            InstitutionSettings.TOKEN_APP_ORIGINS,
            "origins, by spaces",
            "none",
            settings -> Set.of(),
            text -> Set.copyOf(List.of(text.split("\\s+"))));
    static final SettingOption<Integer> MAX_ACTIVATION_FAILURES_PER_ADDRESS = SettingOption.number(
            InstitutionSettings.MAX_ACTIVATION_FAILURES_PER_ADDRESS, "in ten minutes", 100, 1, 100_000);
    static final SettingOption<Integer> REISSUE_WAIT_MINUTES =
            SettingOption.number(InstitutionSettings.REISSUE_WAIT_MINUTES, "min", 0, 0, 10_080);
    static final SettingOption<Optional<String>> REISSUE_BLACKOUT =
            SettingOption.optional(InstitutionSettings.REISSUE_BLACKOUT, "HH:mm-HH:mm", SettingOptions::blackout);
    static final SettingOption<Optional<String>> COMPANIES_GROUP =
            SettingOption.optional(InstitutionSettings.COMPANIES_GROUP, "path of a group", text -> text);

    static final SettingOption<ReplacementProof> REPLACEMENT_PROOF = SettingOption.choice(
            InstitutionSettings.REPLACEMENT_PROOF, ReplacementProof.class, ReplacementProof.TRANSACTION_PASSWORD);
    static final SettingOption<Integer> BINDING_LOOK_AROUND_STEPS = SettingOption.number(
            InstitutionSettings.BINDING_LOOK_AROUND_STEPS,
            "time steps",
            20,
            0,
            200,
            InstitutionSettings::lookAroundSteps);

    private static final List<SettingOption<?>> ALL = List.of(
            ENABLED,
            MAX_FAILURES,
            LOOK_AROUND_STEPS,
            ENROLMENT_LOOK_AROUND_STEPS,
            MAX_REDISPLAYS_PER_DAY,
            TRANSACTION_PASSWORD_MIN_LENGTH,
            TRANSACTION_PASSWORD_MAX_LENGTH,
            FIRST_TRANSACTION_PASSWORD,
            TIME_ZONE,
            ACCOUNT_NAME,
            APP_NAME,
            APP_STORE_URL,
            GOOGLE_PLAY_URL,
            PASSWORD_ROWS,
            ENROLMENT,
            ENROLMENT_PROOF,
            EXTRA_ROWS,
            INSTITUTION_NAME,
            SITE_URL,
            SUPPORT_NAME,
            SUPPORT_TELEPHONE,
            SUPPORT_HOURS,
            SERVICE_ID,
            ISSUE_OBLIGATORY,
            ISSUE_LIFETIME_SECONDS,
            MAX_START_PASSWORD_FAILURES,
            MAX_TOKEN_MAILS_PER_DAY,
            TOKEN_MAIL_WAIT_SECONDS,
            MAIL_DOMAINS,
            INQUIRY_URL,
            TOKEN_APP_URL,
            FEATURE_PHONE_APP_URL,
            TOKEN_APP_ORIGINS,
            MAX_ACTIVATION_FAILURES_PER_ADDRESS,
            REISSUE_WAIT_MINUTES,
            REISSUE_BLACKOUT,
            COMPANIES_GROUP,
            REPLACEMENT_PROOF,
            BINDING_LOOK_AROUND_STEPS);

    private SettingOptions() {}

    /** In the order in which people read of them. */
    public static List<SettingOption<?>> all() {
        return ALL;
    }

    /** @param name of the attribute */
    public static Optional<SettingOption<?>> find(String name) {
        return ALL.stream()
                .<SettingOption<?>>map(option -> option)
                .filter(option -> option.name().equals(name))
                .findFirst();
    }

    private static SettingOption<Optional<String>> text(String name) {
        return SettingOption.optional(name, TEXT, text -> text);
    }

    /** Links of a page: nothing but https, so that no setting becomes a script. */
    private static SettingOption<Optional<String>> webAddress(String name) {
        return SettingOption.optional(name, WEB_ADDRESS, SettingOptions::https);
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
