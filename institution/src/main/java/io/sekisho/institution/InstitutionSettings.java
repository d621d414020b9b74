package io.sekisho.institution;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/**
 * What an institution has set for its OTP service: the realm attributes {@code sekisho.*}, typed.
 *
 * <p>An absent attribute means its default. A value that cannot be read also means the default, and one warning in the
 * log, since nothing can refuse a realm attribute while it is being saved.
 *
 * <p>Display texts may be {@code ${messageKey}}: they are resolved by the theme, so that they can differ by language.
 */
public final class InstitutionSettings {

    public static final String ENABLED = "sekisho.enabled";
    public static final String MAX_FAILURES = "sekisho.maxFailures";
    public static final String LOOK_AROUND_STEPS = "sekisho.lookAroundSteps";
    public static final String ENROLMENT_LOOK_AROUND_STEPS = "sekisho.enrolmentLookAroundSteps";
    public static final String MAX_REDISPLAYS_PER_DAY = "sekisho.maxRedisplaysPerDay";
    public static final String TRANSACTION_PASSWORD_MIN_LENGTH = "sekisho.transactionPasswordMinLength";
    public static final String TRANSACTION_PASSWORD_MAX_LENGTH = "sekisho.transactionPasswordMaxLength";
    public static final String TIME_ZONE = "sekisho.timeZone";
    public static final String ACCOUNT_NAME = "sekisho.accountName";
    public static final String APP_NAME = "sekisho.appName";
    public static final String APP_STORE_URL = "sekisho.appStoreUrl";
    public static final String GOOGLE_PLAY_URL = "sekisho.googlePlayUrl";
    public static final String PASSWORD_ROWS = "sekisho.passwordRows";
    public static final String EXTRA_ROWS = "sekisho.extraRows";
    public static final String INSTITUTION_NAME = "sekisho.institutionName";
    public static final String SITE_URL = "sekisho.siteUrl";
    public static final String SUPPORT_NAME = "sekisho.supportName";
    public static final String SUPPORT_TELEPHONE = "sekisho.supportTelephone";
    public static final String SUPPORT_HOURS = "sekisho.supportHours";
    public static final String ENROLMENT = "sekisho.enrolment";
    public static final String ENROLMENT_PROOF = "sekisho.enrolmentProof";
    public static final String ISSUE_OBLIGATORY = "sekisho.issueObligatory";
    public static final String SERVICE_ID = "sekisho.serviceId";
    public static final String ISSUE_LIFETIME_SECONDS = "sekisho.issueLifetimeSeconds";
    public static final String MAX_START_PASSWORD_FAILURES = "sekisho.maxStartPasswordFailures";
    public static final String MAX_TOKEN_MAILS_PER_DAY = "sekisho.maxTokenMailsPerDay";
    public static final String TOKEN_MAIL_WAIT_SECONDS = "sekisho.tokenMailWaitSeconds";
    public static final String TOKEN_APP_URL = "sekisho.tokenAppUrl";
    public static final String FEATURE_PHONE_APP_URL = "sekisho.featurePhoneAppUrl";
    public static final String TOKEN_APP_ORIGINS = "sekisho.tokenAppOrigins";
    public static final String MAX_ACTIVATION_FAILURES_PER_ADDRESS = "sekisho.maxActivationFailuresPerAddress";
    public static final String MAIL_DOMAINS = "sekisho.mailDomains";
    public static final String INQUIRY_URL = "sekisho.inquiryUrl";
    public static final String REISSUE_WAIT_MINUTES = "sekisho.reissueWaitMinutes";
    public static final String REISSUE_BLACKOUT = "sekisho.reissueBlackout";
    public static final String COMPANIES_GROUP = "sekisho.companiesGroup";
    public static final String REPLACEMENT_PROOF = "sekisho.replacementProof";
    public static final String BINDING_LOOK_AROUND_STEPS = "sekisho.bindingLookAroundSteps";

    private static final Logger LOG = Logger.getLogger(InstitutionSettings.class);
    private static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Tokyo");

    /** Complaints already made, so that a wrong value does not fill the log; few by nature, and bounded all the same. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();
    private static final int MAX_WARNED = 1_000;

    private final String realmName;
    private final UnaryOperator<String> attributes;
    private final String displayName;

    private InstitutionSettings(String realmName, String displayName, UnaryOperator<String> attributes) {
        this.realmName = realmName;
        this.displayName = displayName;
        this.attributes = attributes;
    }

    public static InstitutionSettings of(RealmModel realm) {
        return of(realm.getName(), realm.getDisplayName(), realm::getAttribute);
    }

    static InstitutionSettings of(String realmName, String displayName, UnaryOperator<String> attributes) {
        return new InstitutionSettings(realmName, Objects.requireNonNullElse(displayName, realmName), attributes);
    }

    /** Whether the realm has turned the service on; where it has not, Keycloak behaves as it does without us. */
    public boolean enabled() {
        return bool(ENABLED, false);
    }

    /** Wrong entries in a row that suspend a factor. */
    public int maxFailures() {
        return integer(MAX_FAILURES, 5, 1, 100);
    }

    /** Time steps before and after the current one whose codes are accepted at login. */
    public int lookAroundSteps() {
        return integer(LOOK_AROUND_STEPS, 1, 0, 10);
    }

    /** The same for the code that confirms an enrolment; 0 refuses a code that has rolled over. */
    public int enrolmentLookAroundSteps() {
        return integer(ENROLMENT_LOOK_AROUND_STEPS, 0, 0, 10);
    }

    /** How often a customer may have the key shown again in one day of the institution's time zone. */
    public int maxRedisplaysPerDay() {
        return integer(MAX_REDISPLAYS_PER_DAY, 3, 0, 1_000);
    }

    /** Characters, counted as code points. */
    public int transactionPasswordMinLength() {
        return integer(TRANSACTION_PASSWORD_MIN_LENGTH, 8, 1, 256);
    }

    /** Characters, counted as code points; never below the least length. */
    public int transactionPasswordMaxLength() {
        return Math.max(transactionPasswordMinLength(), integer(TRANSACTION_PASSWORD_MAX_LENGTH, 64, 1, 256));
    }

    /** The zone in which the institution's days begin and its mails tell the time. */
    public ZoneId timeZone() {
        Optional<String> value = text(TIME_ZONE);
        if (value.isEmpty()) {
            return DEFAULT_ZONE;
        }
        try {
            return ZoneId.of(value.get());
        } catch (DateTimeException e) {
            warn(TIME_ZONE, value.get(), DEFAULT_ZONE);
            return DEFAULT_ZONE;
        }
    }

    /** The name under which the authenticator app lists the account; one for all languages. */
    public String accountName() {
        return text(ACCOUNT_NAME).orElse(displayName);
    }

    /** The authenticator app that the institution recommends. */
    public String appName() {
        return text(APP_NAME).orElse("Google Authenticator");
    }

    public Optional<String> appStoreUrl() {
        return webAddress(APP_STORE_URL);
    }

    public Optional<String> googlePlayUrl() {
        return webAddress(GOOGLE_PLAY_URL);
    }

    /** Whether the status page lists the login password and the transaction password. */
    public boolean passwordRows() {
        return bool(PASSWORD_ROWS, false);
    }

    /** Rows of the status page that belong to the institution's other services. */
    public List<ExtraRow> extraRows() {
        Optional<String> value = text(EXTRA_ROWS);
        if (value.isEmpty()) {
            return List.of();
        }
        try {
            return ExtraRow.parse(value.get());
        } catch (IllegalArgumentException e) {
            warn(EXTRA_ROWS, e.getMessage(), "no rows");
            return List.of();
        }
    }

    public String institutionName() {
        return text(INSTITUTION_NAME).orElse(displayName);
    }

    public Optional<String> siteUrl() {
        return text(SITE_URL);
    }

    public Optional<String> supportName() {
        return text(SUPPORT_NAME);
    }

    public Optional<String> supportTelephone() {
        return text(SUPPORT_TELEPHONE);
    }

    public Optional<String> supportHours() {
        return text(SUPPORT_HOURS);
    }

    /** How customers come to their token. */
    public EnrolmentMethod enrolment() {
        return choice(ENROLMENT, EnrolmentMethod.class, EnrolmentMethod.AUTHENTICATOR_APP);
    }

    /** What a customer proves before a first token is issued or bound, besides the login. */
    public EnrolmentProof enrolmentProof() {
        return choice(ENROLMENT_PROOF, EnrolmentProof.class, EnrolmentProof.TRANSACTION_PASSWORD);
    }

    /** Of whom a token is asked at each login until it is in use. */
    public IssueObligation issueObligatory() {
        return choice(ISSUE_OBLIGATORY, IssueObligation.class, IssueObligation.AFTER_START);
    }

    /** What tells this institution from others in a token app: digits. Empty if none is set, so that no token can be issued. */
    public Optional<String> serviceId() {
        Optional<String> value = text(SERVICE_ID);
        if (value.isPresent() && !isServiceId(value.get())) {
            warn(SERVICE_ID, value.get(), "none");
            return Optional.empty();
        }
        return value;
    }

    /** Whether it can serve as a service ID. */
    public static boolean isServiceId(String value) {
        return value.matches("[0-9]{1,10}");
    }

    /** Seconds for which an issued token can be activated, and an activated one confirmed. */
    public int issueLifetimeSeconds() {
        return integer(ISSUE_LIFETIME_SECONDS, 86_400, 1, 2_592_000);
    }

    /** Wrong start passwords that void an issue. */
    public int maxStartPasswordFailures() {
        return integer(MAX_START_PASSWORD_FAILURES, 5, 1, 10);
    }

    /** Mails with an issue that one customer may have sent in one day of the institution's time zone, to whatever addresses. */
    public int maxTokenMailsPerDay() {
        return integer(MAX_TOKEN_MAILS_PER_DAY, 10, 1, 100);
    }

    /** Seconds before the mail of an issue can be sent once more. */
    public int tokenMailWaitSeconds() {
        return integer(TOKEN_MAIL_WAIT_SECONDS, 60, 0, 3_600);
    }

    /** Where the token app is to be had, if not from this server. */
    public Optional<String> tokenAppUrl() {
        return webAddress(TOKEN_APP_URL);
    }

    /** Where the token app for feature phones is to be had; not mentioned if none is set. */
    public Optional<String> featurePhoneAppUrl() {
        return webAddress(FEATURE_PHONE_APP_URL);
    }

    /** Origins of other hosts whose token app may activate tokens, such as {@code https://token.example.com}. */
    public Set<String> tokenAppOrigins() {
        return text(TOKEN_APP_ORIGINS).map(value -> Set.copyOf(List.of(value.split("\\s+")))).orElse(Set.of());
    }

    /** Refused activations from one network address in ten minutes, after which it has to wait. */
    public int maxActivationFailuresPerAddress() {
        return integer(MAX_ACTIVATION_FAILURES_PER_ADDRESS, 100, 1, 100_000);
    }

    /** Domains that the institution's mails come from, for customers with a mail filter; empty if none are set. */
    public List<String> mailDomains() {
        return text(MAIL_DOMAINS).map(value -> List.of(value.split("[\\s,]+"))).orElse(List.of());
    }

    /** Where a customer whose mail does not come can ask. */
    public Optional<String> inquiryUrl() {
        return webAddress(INQUIRY_URL);
    }

    /** When a token may be issued again after one was revoked. */
    public ReissueWait reissueWait() {
        int minutes = integer(REISSUE_WAIT_MINUTES, 0, 0, 10_080);
        Optional<String> blackout = text(REISSUE_BLACKOUT);
        if (blackout.isEmpty()) {
            return ReissueWait.of(minutes, timeZone());
        }
        try {
            return ReissueWait.of(minutes, blackout.get(), timeZone());
        } catch (IllegalArgumentException e) {
            warn(REISSUE_BLACKOUT, blackout.get(), "no blackout");
            return ReissueWait.of(minutes, timeZone());
        }
    }

    /** Path of the group whose children are the client companies; empty where customers belong to none. */
    public Optional<String> companiesGroup() {
        return text(COMPANIES_GROUP);
    }

    /** What a customer proves before another token takes the place of a bound one, besides the login password. */
    public ReplacementProof replacementProof() {
        return choice(REPLACEMENT_PROOF, ReplacementProof.class, ReplacementProof.TRANSACTION_PASSWORD);
    }

    /** Time steps by which the clock of a token that is to be bound may be off; beyond {@link #lookAroundSteps()} a second code is asked for. */
    public int bindingLookAroundSteps() {
        return Math.max(lookAroundSteps(), integer(BINDING_LOOK_AROUND_STEPS, 20, 0, 200));
    }

    private Optional<String> text(String key) {
        String value = attributes.apply(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /** Links of a page: nothing but https, so that no setting becomes a script. */
    private Optional<String> webAddress(String key) {
        Optional<String> value = text(key);
        if (value.isPresent() && !ExtraRow.isWebAddress(value.get())) {
            warn(key, value.get(), "no link");
            return Optional.empty();
        }
        return value;
    }

    private boolean bool(String key, boolean fallback) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return fallback;
        }
        return switch (value.get()) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                warn(key, value.get(), fallback);
                yield fallback;
            }
        };
    }

    /** The constant that is written in kebab-case. */
    private <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return fallback;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value.get())) {
                return constant;
            }
        }
        warn(key, value.get(), fallback);
        return fallback;
    }

    private int integer(String key, int fallback, int least, int greatest) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the numbers that are out of range
        }
        warn(key, value.get(), fallback);
        return fallback;
    }

    private void warn(String key, String value, Object fallback) {
        if (WARNED.size() < MAX_WARNED && WARNED.add(realmName + '\n' + key + '\n' + value)) {
            LOG.warnf("Realm %s: attribute %s cannot be used (%s); %s is taken instead", realmName, key, value, fallback);
        }
    }
}
