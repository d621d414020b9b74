package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.provider.ProviderConfigProperty;

class NoticeConfigTest {

    private final Map<String, String> options = new HashMap<>();

    private NoticeConfig config() {
        return NoticeConfig.of(options::get);
    }

    @Test
    void withoutOptionsTheDefaultsHold() {
        NoticeConfig config = config();

        assertEquals(10_000, config.intervalMillis());
        assertEquals(new RetrySchedule(60_000, 3_600_000, 30), config.schedule());
        assertEquals(300_000, config.leaseMillis());
        assertEquals(7 * 86_400_000L, config.keepSentMillis());
        assertEquals(90 * 86_400_000L, config.keepFailedMillis());
        assertEquals(200, config.mailsPerSecond());
    }

    @Test
    void optionsAreTaken() {
        options.put("intervalSeconds", "1");
        options.put("retryFirstSeconds", "2");
        options.put("retryMaxSeconds", "4");
        options.put("maxAttempts", "3");
        options.put("mailsPerSecond", "50");

        assertEquals(50, config().mailsPerSecond());
        assertEquals(1_000, config().intervalMillis());
        assertEquals(new RetrySchedule(2_000, 4_000, 3), config().schedule());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0", "-1", "1.5", "ten", "99999999999"})
    void aValueThatMakesNoSenseIsTheDefault(String value) {
        options.put("maxAttempts", value);

        assertEquals(30, config().schedule().maxAttempts());
    }

    @Test
    void theLongestWaitIsNeverShorterThanTheFirst() {
        options.put("retryFirstSeconds", "7200");

        assertEquals(new RetrySchedule(7_200_000, 7_200_000, 30), config().schedule());
    }

    @Test
    void theDocumentedDefaultsAreTheOnesInForce() {
        NoticeConfig.metadata().stream()
                .collect(Collectors.toMap(ProviderConfigProperty::getName, ProviderConfigProperty::getDefaultValue))
                .forEach((name, value) -> options.put(name, value.toString()));

        assertEquals(NoticeConfig.of(key -> null), config());
    }

    /** As the admin console shows them. */
    @Test
    void whatIsInForceIsToldByTheNamesOfTheOptions() {
        options.put("maxAttempts", "ten");
        options.put("mailsPerSecond", "50");

        Map<String, String> inForce = config().inForce();

        assertEquals(
                NoticeConfig.metadata().stream()
                        .map(ProviderConfigProperty::getName)
                        .toList(),
                List.copyOf(inForce.keySet()));
        assertEquals("30", inForce.get("maxAttempts"));
        assertEquals("50", inForce.get("mailsPerSecond"));
        assertEquals(config(), NoticeConfig.of(inForce::get));
    }

    @Test
    void noWaitAndNoClaimEndsLaterThanTheFarthest() {
        assertEquals(
                1_000 + 3_600_000,
                NoticeConfig.of(Map.<String, String>of()::get).farthest(1_000));
        assertEquals(
                1_000 + 300_000,
                NoticeConfig.of(Map.of(NoticeConfig.RETRY_MAX_SECONDS, "60")::get)
                        .farthest(1_000),
                "the lease is longer");
    }
}
