package io.sekisho.notice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * How the delivery works, for the whole server; {@link NoticeEntityProviderFactory} lists the options. A value that
 * makes no sense is logged and replaced by the default: a typing error must not keep customers from being told.
 *
 * @param intervalMillis   between two looks at the outbox; notices of this node's own requests do not wait for it
 * @param schedule         of the attempts
 * @param leaseMillis      how long a node may take for one mail before other nodes take the notice over
 * @param keepSentMillis   how long a notice is kept after it was sent
 * @param keepFailedMillis how long a notice is kept after it was given up
 * @param mailsPerSecond   of a node at most, of all its realms together
 */
record NoticeConfig(
        long intervalMillis,
        RetrySchedule schedule,
        long leaseMillis,
        long keepSentMillis,
        long keepFailedMillis,
        int mailsPerSecond) {

    private static final Logger LOG = Logger.getLogger(NoticeConfig.class);

    static final String INTERVAL_SECONDS = "intervalSeconds";
    static final String RETRY_FIRST_SECONDS = "retryFirstSeconds";
    static final String RETRY_MAX_SECONDS = "retryMaxSeconds";
    static final String MAX_ATTEMPTS = "maxAttempts";
    static final String LEASE_SECONDS = "leaseSeconds";
    static final String KEEP_SENT_DAYS = "keepSentDays";
    static final String KEEP_FAILED_DAYS = "keepFailedDays";
    static final String MAILS_PER_SECOND = "mailsPerSecond";

    private static final int DEFAULT_INTERVAL_SECONDS = 10;
    private static final int DEFAULT_RETRY_FIRST_SECONDS = 60;
    private static final int DEFAULT_RETRY_MAX_SECONDS = 3600;
    /** With the waits above: a little more than a day. */
    private static final int DEFAULT_MAX_ATTEMPTS = 30;

    private static final int DEFAULT_LEASE_SECONDS = 300;
    private static final int DEFAULT_KEEP_SENT_DAYS = 7;
    private static final int DEFAULT_KEEP_FAILED_DAYS = 90;
    private static final int DEFAULT_MAILS_PER_SECOND = 200;

    private static final long SECOND = 1000L;
    private static final long DAY = 24 * 3600 * SECOND;

    /** @param options value of an option by its name; {@code null} where it is not set */
    static NoticeConfig of(UnaryOperator<String> options) {
        int first = positive(options, RETRY_FIRST_SECONDS, DEFAULT_RETRY_FIRST_SECONDS);
        int max = positive(options, RETRY_MAX_SECONDS, DEFAULT_RETRY_MAX_SECONDS);
        return new NoticeConfig(
                positive(options, INTERVAL_SECONDS, DEFAULT_INTERVAL_SECONDS) * SECOND,
                new RetrySchedule(
                        first * SECOND,
                        Math.max(first, max) * SECOND,
                        positive(options, MAX_ATTEMPTS, DEFAULT_MAX_ATTEMPTS)),
                positive(options, LEASE_SECONDS, DEFAULT_LEASE_SECONDS) * SECOND,
                positive(options, KEEP_SENT_DAYS, DEFAULT_KEEP_SENT_DAYS) * DAY,
                positive(options, KEEP_FAILED_DAYS, DEFAULT_KEEP_FAILED_DAYS) * DAY,
                positive(options, MAILS_PER_SECOND, DEFAULT_MAILS_PER_SECOND));
    }

    /** When the longest wait or claim that begins at {@code now} is over, milliseconds since the epoch. */
    long farthest(long now) {
        return now + Math.max(schedule.maxMillis(), leaseMillis);
    }

    /** The options as they are in force, by name: a value that made no sense is not among them. */
    Map<String, String> inForce() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(INTERVAL_SECONDS, Long.toString(intervalMillis / SECOND));
        options.put(RETRY_FIRST_SECONDS, Long.toString(schedule.firstMillis() / SECOND));
        options.put(RETRY_MAX_SECONDS, Long.toString(schedule.maxMillis() / SECOND));
        options.put(MAX_ATTEMPTS, Integer.toString(schedule.maxAttempts()));
        options.put(LEASE_SECONDS, Long.toString(leaseMillis / SECOND));
        options.put(KEEP_SENT_DAYS, Long.toString(keepSentMillis / DAY));
        options.put(KEEP_FAILED_DAYS, Long.toString(keepFailedMillis / DAY));
        options.put(MAILS_PER_SECOND, Integer.toString(mailsPerSecond));
        return options;
    }

    private static int positive(UnaryOperator<String> options, String key, int byDefault) {
        String text = options.apply(key);
        if (text == null || text.isBlank()) {
            return byDefault;
        }
        try {
            int value = Integer.parseInt(text.trim());
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the warning.
        }
        LOG.warnf(
                "Option %s of the notices has to be a whole number above 0, not '%s'; %d is used",
                key, text, byDefault);
        return byDefault;
    }

    static List<ProviderConfigProperty> metadata() {
        ProviderConfigurationBuilder builder = ProviderConfigurationBuilder.create();
        option(
                builder,
                INTERVAL_SECONDS,
                DEFAULT_INTERVAL_SECONDS,
                "Seconds between two looks at the outbox for notices that are due.");
        option(
                builder,
                RETRY_FIRST_SECONDS,
                DEFAULT_RETRY_FIRST_SECONDS,
                "Seconds from the first failed attempt to the second; doubled after each further one.");
        option(builder, RETRY_MAX_SECONDS, DEFAULT_RETRY_MAX_SECONDS, "Seconds between two attempts at most.");
        option(builder, MAX_ATTEMPTS, DEFAULT_MAX_ATTEMPTS, "Attempts until a notice is given up.");
        option(
                builder,
                LEASE_SECONDS,
                DEFAULT_LEASE_SECONDS,
                "Seconds that a node may take to send one mail before other nodes take the notice over.");
        option(builder, KEEP_SENT_DAYS, DEFAULT_KEEP_SENT_DAYS, "Days that a notice is kept after it was sent.");
        option(
                builder,
                KEEP_FAILED_DAYS,
                DEFAULT_KEEP_FAILED_DAYS,
                "Days that a notice is kept after it was given up.");
        option(
                builder,
                MAILS_PER_SECOND,
                DEFAULT_MAILS_PER_SECOND,
                "Mails that a node sends in a second at most, of all realms together.");
        return builder.build();
    }

    private static void option(ProviderConfigurationBuilder builder, String name, int byDefault, String help) {
        builder.property()
                .name(name)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(byDefault)
                .helpText(help)
                .add();
    }
}
