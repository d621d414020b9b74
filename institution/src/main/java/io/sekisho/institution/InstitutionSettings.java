package io.sekisho.institution;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
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

    private static final Logger LOG = Logger.getLogger(InstitutionSettings.class);

    /**
     * Complaints already made, so that a wrong value does not fill the log; few by nature, and bounded all the same.
     */
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
        return value(SettingOptions.ENABLED);
    }

    /** Wrong entries in a row that suspend a factor. */
    public int maxFailures() {
        return value(SettingOptions.MAX_FAILURES);
    }

    /** Time steps before and after the current one whose codes are accepted at login. */
    public int lookAroundSteps() {
        return value(SettingOptions.LOOK_AROUND_STEPS);
    }

    /** The same for the code that confirms an enrolment; 0 refuses a code that has rolled over. */
    public int enrolmentLookAroundSteps() {
        return value(SettingOptions.ENROLMENT_LOOK_AROUND_STEPS);
    }

    /** How often a customer may have the key shown again in one day of the institution's time zone. */
    public int maxRedisplaysPerDay() {
        return value(SettingOptions.MAX_REDISPLAYS_PER_DAY);
    }

    /** Whether a change of a factor ends the customer's other logins. */
    public boolean endOtherSessions() {
        return value(SettingOptions.END_OTHER_SESSIONS);
    }

    /** Characters, counted as code points. */
    public int transactionPasswordMinLength() {
        return value(SettingOptions.TRANSACTION_PASSWORD_MIN_LENGTH);
    }

    /** Characters, counted as code points; never below the least length. */
    public int transactionPasswordMaxLength() {
        return value(SettingOptions.TRANSACTION_PASSWORD_MAX_LENGTH);
    }

    /** Who sets a customer's first transaction password. */
    public FirstTransactionPassword firstTransactionPassword() {
        return value(SettingOptions.FIRST_TRANSACTION_PASSWORD);
    }

    /** The zone in which the institution's days begin and its mails tell the time. */
    public ZoneId timeZone() {
        return value(SettingOptions.TIME_ZONE);
    }

    /** The present day in that zone, as a day of the epoch. */
    public long today() {
        return LocalDate.ofInstant(Instant.ofEpochMilli(Time.currentTimeMillis()), timeZone())
                .toEpochDay();
    }

    /** The name under which the authenticator app lists the account; one for all languages. */
    public String accountName() {
        return value(SettingOptions.ACCOUNT_NAME);
    }

    /** The authenticator app that the institution recommends. */
    public String appName() {
        return value(SettingOptions.APP_NAME);
    }

    public Optional<String> appStoreUrl() {
        return value(SettingOptions.APP_STORE_URL);
    }

    public Optional<String> googlePlayUrl() {
        return value(SettingOptions.GOOGLE_PLAY_URL);
    }

    /** Whether the status page lists the login password and the transaction password. */
    public boolean passwordRows() {
        return value(SettingOptions.PASSWORD_ROWS);
    }

    /** Rows of the status page that belong to the institution's other services. */
    public List<ExtraRow> extraRows() {
        return value(SettingOptions.EXTRA_ROWS);
    }

    public String institutionName() {
        return value(SettingOptions.INSTITUTION_NAME);
    }

    public Optional<String> siteUrl() {
        return value(SettingOptions.SITE_URL);
    }

    public Optional<String> supportName() {
        return value(SettingOptions.SUPPORT_NAME);
    }

    public Optional<String> supportTelephone() {
        return value(SettingOptions.SUPPORT_TELEPHONE);
    }

    public Optional<String> supportHours() {
        return value(SettingOptions.SUPPORT_HOURS);
    }

    /** How customers come to their token. */
    public EnrolmentMethod enrolment() {
        return value(SettingOptions.ENROLMENT);
    }

    /** What a customer proves before a first token is issued or bound, besides the login. */
    public EnrolmentProof enrolmentProof() {
        return value(SettingOptions.ENROLMENT_PROOF);
    }

    /** Of whom a token is asked at each login until it is in use. */
    public IssueObligation issueObligatory() {
        return value(SettingOptions.ISSUE_OBLIGATORY);
    }

    /**
     * What tells this institution from others in a token app: digits. Empty if none is set, so that no token can be
     * issued.
     */
    public Optional<String> serviceId() {
        return value(SettingOptions.SERVICE_ID);
    }

    /** Whether it can serve as a service ID. */
    public static boolean isServiceId(String value) {
        return value.matches("[0-9]{1,10}");
    }

    /** Seconds for which an issued token can be activated, and an activated one confirmed. */
    public int issueLifetimeSeconds() {
        return value(SettingOptions.ISSUE_LIFETIME_SECONDS);
    }

    /** Wrong start passwords that void an issue. */
    public int maxStartPasswordFailures() {
        return value(SettingOptions.MAX_START_PASSWORD_FAILURES);
    }

    /**
     * Mails with an issue that one customer may have sent in one day of the institution's time zone, to whatever
     * addresses.
     */
    public int maxTokenMailsPerDay() {
        return value(SettingOptions.MAX_TOKEN_MAILS_PER_DAY);
    }

    /** Seconds before the mail of an issue can be sent once more. */
    public int tokenMailWaitSeconds() {
        return value(SettingOptions.TOKEN_MAIL_WAIT_SECONDS);
    }

    /** Where the token app is to be had, if not from this server. */
    public Optional<String> tokenAppUrl() {
        return value(SettingOptions.TOKEN_APP_URL);
    }

    /** Where the token app for feature phones is to be had; not mentioned if none is set. */
    public Optional<String> featurePhoneAppUrl() {
        return value(SettingOptions.FEATURE_PHONE_APP_URL);
    }

    /** Origins of other hosts whose token app may activate tokens, such as {@code https://token.example.com}. */
    public Set<String> tokenAppOrigins() {
        return value(SettingOptions.TOKEN_APP_ORIGINS);
    }

    /** Refused activations from one network address in ten minutes, after which it has to wait. */
    public int maxActivationFailuresPerAddress() {
        return value(SettingOptions.MAX_ACTIVATION_FAILURES_PER_ADDRESS);
    }

    /** Domains that the institution's mails come from, for customers with a mail filter; empty if none are set. */
    public List<String> mailDomains() {
        return value(SettingOptions.MAIL_DOMAINS);
    }

    /** Where a customer whose mail does not come can ask. */
    public Optional<String> inquiryUrl() {
        return value(SettingOptions.INQUIRY_URL);
    }

    /** When a token may be issued again after one was revoked. */
    public ReissueWait reissueWait() {
        int minutes = value(SettingOptions.REISSUE_WAIT_MINUTES);
        return value(SettingOptions.REISSUE_BLACKOUT)
                .map(blackout -> ReissueWait.of(minutes, blackout, timeZone()))
                .orElseGet(() -> ReissueWait.of(minutes, timeZone()));
    }

    /** Path of the group whose children are the client companies; empty where customers belong to none. */
    public Optional<String> companiesGroup() {
        return value(SettingOptions.COMPANIES_GROUP);
    }

    /** What a customer proves before another token takes the place of a bound one, besides the login password. */
    public ReplacementProof replacementProof() {
        return value(SettingOptions.REPLACEMENT_PROOF);
    }

    /**
     * Time steps by which the clock of a token that is to be bound may be off; beyond {@link #lookAroundSteps()} a
     * second code is asked for.
     */
    public int bindingLookAroundSteps() {
        return value(SettingOptions.BINDING_LOOK_AROUND_STEPS);
    }

    String displayName() {
        return displayName;
    }

    /**
     * How one attribute stands.
     *
     * @param value    in effect, as it would be written in the attribute; null for nothing
     * @param standard what it would be if the attribute were absent; null for nothing
     * @param set      whether the attribute is there
     * @param warning  why what the attribute says is not in effect; null if it is
     */
    public record Setting(
            SettingOption<?> option,
            @Nullable String value,
            @Nullable String standard,
            boolean set,
            @Nullable String warning) {}

    /** All attributes, in the order of {@link SettingOptions#all()}. */
    public List<Setting> all() {
        return SettingOptions.all().stream().<Setting>map(this::setting).toList();
    }

    private <T> Setting setting(SettingOption<T> option) {
        Optional<String> text = text(option.name());
        String standard = SettingOption.write(option.lifted(option.fallback(this), this));
        if (text.isEmpty()) {
            return new Setting(option, standard, standard, false, null);
        }
        Optional<String> violation = option.violation(text.get());
        if (violation.isPresent()) {
            return new Setting(option, standard, standard, true, "It " + violation.get() + ".");
        }
        T read = option.read(text.get());
        T lifted = option.lifted(read, this);
        return lifted.equals(read)
                ? new Setting(option, text.get(), standard, true, null)
                : new Setting(
                        option,
                        SettingOption.write(lifted),
                        standard,
                        true,
                        "It is taken as " + lifted + ", since another attribute does not allow less.");
    }

    private <T> T value(SettingOption<T> option) {
        Optional<String> text = text(option.name());
        T value = option.fallback(this);
        if (text.isPresent()) {
            try {
                value = option.read(text.get());
            } catch (IllegalArgumentException e) {
                warn(option, text.get(), e.getMessage());
            }
        }
        return option.lifted(value, this);
    }

    private Optional<String> text(String key) {
        String value = attributes.apply(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private void warn(SettingOption<?> option, String value, @Nullable String violation) {
        if (WARNED.size() < MAX_WARNED && WARNED.add(realmName + '\n' + option.name() + '\n' + value)) {
            LOG.warnf(
                    "Realm %s: attribute %s cannot be used (it %s); the default is taken instead: %s",
                    realmName, option.name(), violation, option.defaultText());
        }
    }
}
