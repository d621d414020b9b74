package io.sekisho.institution;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
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
