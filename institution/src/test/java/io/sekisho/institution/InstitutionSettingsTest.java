package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstitutionSettingsTest {

    private static InstitutionSettings with(Map<String, String> attributes) {
        return InstitutionSettings.of("a-realm", "A realm", attributes::get);
    }

    @Test
    void aRealmThatSetsNothingHasTheDefaultsAndNoService() {
        InstitutionSettings settings = with(Map.of());
        assertFalse(settings.enabled());
        assertEquals(5, settings.maxFailures());
        assertEquals(1, settings.lookAroundSteps());
        assertEquals(0, settings.enrolmentLookAroundSteps());
        assertEquals(3, settings.maxRedisplaysPerDay());
        assertEquals(8, settings.transactionPasswordMinLength());
        assertEquals(64, settings.transactionPasswordMaxLength());
        assertEquals(ZoneId.of("Asia/Tokyo"), settings.timeZone());
        assertEquals("A realm", settings.accountName());
        assertEquals(List.of(), settings.extraRows());
        assertEquals(Optional.empty(), settings.supportTelephone());
    }

    @Test
    void whatARealmSetsIsTaken() {
        InstitutionSettings settings = with(Map.of(
                SettingOptions.ENABLED.name(),
                "true",
                SettingOptions.MAX_FAILURES.name(),
                " 3 ",
                SettingOptions.TIME_ZONE.name(),
                "Europe/Prague",
                SettingOptions.ACCOUNT_NAME.name(),
                "水戸ネットマルチネット"));
        assertTrue(settings.enabled());
        assertEquals(3, settings.maxFailures());
        assertEquals(ZoneId.of("Europe/Prague"), settings.timeZone());
        assertEquals("水戸ネットマルチネット", settings.accountName());
    }

    /** 26 hours are between the two. */
    @Test
    void theDayIsThatOfTheInstitutionsZone() {
        long west = with(Map.of(SettingOptions.TIME_ZONE.name(), "Etc/GMT+12")).today();
        long east = with(Map.of(SettingOptions.TIME_ZONE.name(), "Pacific/Kiritimati"))
                .today();
        assertTrue(west < east, west + " < " + east);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "five", "1e3", "99999999999", "５回"})
    void aNumberThatCannotBeUsedMeansTheDefault(String value) {
        assertEquals(5, with(Map.of(SettingOptions.MAX_FAILURES.name(), value)).maxFailures());
    }

    @Test
    void aSwitchIsOnOnlyForTheWordTrue() {
        assertFalse(with(Map.of(SettingOptions.ENABLED.name(), "yes")).enabled());
        assertFalse(with(Map.of(SettingOptions.ENABLED.name(), "TRUE ")).enabled());
    }

    @Test
    void anUnknownZoneMeansTokyo() {
        assertEquals(
                ZoneId.of("Asia/Tokyo"),
                with(Map.of(SettingOptions.TIME_ZONE.name(), "Mars/Olympus")).timeZone());
    }

    @Test
    void theGreatestLengthIsNeverBelowTheLeast() {
        InstitutionSettings settings = with(Map.of(
                SettingOptions.TRANSACTION_PASSWORD_MIN_LENGTH.name(),
                "20",
                SettingOptions.TRANSACTION_PASSWORD_MAX_LENGTH.name(),
                "10"));
        assertEquals(20, settings.transactionPasswordMaxLength());
    }

    @Test
    void anAppLinkThatIsNotHttpsIsLeftOut() {
        assertEquals(
                Optional.empty(),
                with(Map.of(SettingOptions.APP_STORE_URL.name(), "javascript:alert(1)"))
                        .appStoreUrl());
    }

    @Test
    void extraRowsAreReadInTheirOrder() {
        List<ExtraRow> rows =
                with(Map.of(SettingOptions.EXTRA_ROWS.name(), """
                [{"section":"${services}","name":"株価情報サービス","status":"${sekishoStatusInUse}"},
                 {"section":"NISA","name":"NISA","status":"x","action":"変更","url":"/nisa"}]""")).extraRows();
        assertEquals(
                List.of(
                        new ExtraRow("${services}", "株価情報サービス", "${sekishoStatusInUse}", null, null),
                        new ExtraRow("NISA", "NISA", "x", "変更", "/nisa")),
                rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{}]",
                "[null]",
                "no json",
                "[{\"section\":\"a\"}]",
                "[{\"section\":\"a\",\"name\":\"b\",\"url\":\"javascript:x\"}]",
                "[{\"section\":\"a\",\"name\":\"b\",\"url\":\"//elsewhere\"}]",
                "[{\"section\":\"a\",\"name\":\"${b} ${c}\"}]",
                "[{\"section\":\"a\",\"name\":\"b\",\"status\":\"${{0\"}]"
            })
    void rowsThatCannotBeReadAreLeftOut(String json) {
        assertEquals(
                List.of(), with(Map.of(SettingOptions.EXTRA_ROWS.name(), json)).extraRows());
    }

    @Test
    void whatIsSetForIssuedTokensIsTaken() {
        InstitutionSettings settings = with(Map.of(
                SettingOptions.ENROLMENT.name(),
                "issued-token",
                SettingOptions.ENROLMENT_PROOF.name(),
                "none",
                SettingOptions.ISSUE_OBLIGATORY.name(),
                "always",
                SettingOptions.SERVICE_ID.name(),
                "1001",
                SettingOptions.TOKEN_APP_ORIGINS.name(),
                "https://a.example  https://b.example https://a.example",
                SettingOptions.MAIL_DOMAINS.name(),
                "a.example, b.example"));
        assertEquals(EnrolmentMethod.ISSUED_TOKEN, settings.enrolment());
        assertEquals(EnrolmentProof.NONE, settings.enrolmentProof());
        assertEquals(IssueObligation.ALWAYS, settings.issueObligatory());
        assertEquals(Optional.of("1001"), settings.serviceId());
        assertEquals(Set.of("https://a.example", "https://b.example"), settings.tokenAppOrigins());
        assertEquals(List.of("a.example", "b.example"), settings.mailDomains());
    }

    @Test
    void aWordThatIsNoChoiceMeansTheDefault() {
        InstitutionSettings settings = with(Map.of(
                SettingOptions.ENROLMENT.name(),
                "ISSUED_TOKEN",
                SettingOptions.ENROLMENT_PROOF.name(),
                "password",
                SettingOptions.ISSUE_OBLIGATORY.name(),
                "true",
                SettingOptions.SERVICE_ID.name(),
                "bank",
                SettingOptions.REISSUE_BLACKOUT.name(),
                "night"));
        assertEquals(EnrolmentMethod.AUTHENTICATOR_APP, settings.enrolment());
        assertEquals(EnrolmentProof.TRANSACTION_PASSWORD, settings.enrolmentProof());
        assertEquals(IssueObligation.AFTER_START, settings.issueObligatory());
        assertEquals(Optional.empty(), settings.serviceId());
        assertEquals(ReissueWait.of(0, ZoneId.of("Asia/Tokyo")), settings.reissueWait());
    }
}
