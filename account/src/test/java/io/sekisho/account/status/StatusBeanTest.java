package io.sekisho.account.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.credential.otp.OtpStatus;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.OTPCredentialModel;

class StatusBeanTest {

    private static StatusBean page(Map<String, String> attributes, OtpStatus status, boolean transactionPasswordSet) {
        return page(attributes, status, transactionPasswordSet, true, true, false);
    }

    private static StatusBean page(
            Map<String, String> attributes,
            OtpStatus status,
            boolean transactionPasswordSet,
            boolean settable,
            boolean issuable,
            boolean manager) {
        return page(attributes, status, List.of(), transactionPasswordSet, settable, issuable, manager);
    }

    private static StatusBean page(
            Map<String, String> attributes,
            OtpStatus status,
            List<OTPCredentialModel> devices,
            boolean transactionPasswordSet,
            boolean settable,
            boolean issuable,
            boolean manager) {
        // Of the realm the settings read names and attributes only.
        RealmModel realm = (RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(),
                new Class<?>[] {RealmModel.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getAttribute") ? attributes.get(arguments[0]) : "realm");
        return new StatusBean(
                "customer",
                InstitutionSettings.of(realm),
                status,
                OtpDevices.of(devices.stream(), null),
                true,
                transactionPasswordSet,
                settable,
                issuable,
                manager,
                "/realms/realm/otp-service",
                "checker");
    }

    private static StatusBean.Row otpRow(StatusBean page) {
        return page.getSections().stream()
                .flatMap(section -> section.getRows().stream())
                .filter(row -> row.getName().equals("${sekishoServiceOtp}"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> labels(StatusBean.Row row) {
        return row.getActions().stream().map(StatusBean.Action::getLabel).toList();
    }

    @Test
    void whoHasNotAppliedCanApply() {
        StatusBean.Row row = otpRow(page(Map.of(), OtpStatus.NOT_REGISTERED, true));
        assertEquals("${sekishoStatusNotRegistered}", row.getStatus());
        assertEquals(List.of("${sekishoActionApply}"), labels(row));
        assertEquals(
                "/realms/realm/otp-service/actions/apply",
                row.getActions().get(0).getUrl());
        assertTrue(row.getActions().get(0).isPost());
    }

    @Test
    void whoUsesTheServiceCanHaveTheCodeShownAgainOrStop() {
        assertEquals(
                List.of("${sekishoActionRedisplay}", "${sekishoActionStop}"),
                labels(otpRow(page(Map.of(), OtpStatus.IN_USE, true))));
    }

    @Test
    void whereTokensAreIssuedACustomerCanHaveOneIssuedAndNeitherShowItAgainNorStop() {
        Map<String, String> issued = Map.of(SettingOptions.ENROLMENT.name(), "issued-token");
        assertEquals(
                List.of("${sekishoActionIssueToken}"), labels(otpRow(page(issued, OtpStatus.NOT_REGISTERED, true))));
        assertEquals(List.of(), labels(otpRow(page(issued, OtpStatus.IN_USE, true))));
        assertEquals(
                List.of(),
                labels(otpRow(page(issued, OtpStatus.NOT_REGISTERED, true, true, false, false))),
                "before the staff have started it");
    }

    @Test
    void aManagerOfACompanyIsLedToItsUsers() {
        List<StatusBean.Section> sections =
                page(Map.of(), OtpStatus.IN_USE, true, true, true, true).getSections();
        StatusBean.Action toUsers =
                sections.get(sections.size() - 1).getRows().get(0).getActions().get(0);
        assertEquals("/realms/realm/otp-service/manage", toUsers.getUrl());
        assertFalse(toUsers.isPost());
    }

    @Test
    void whoIsSuspendedCanOnlyCall() {
        StatusBean page = page(Map.of(), OtpStatus.SUSPENDED, true);
        assertEquals(List.of(), labels(otpRow(page)));
        assertTrue(page.isSuspended());
        assertFalse(page.isOtpInUse());
    }

    @Test
    void passwordsAreListedWhereTheInstitutionSaysSo() {
        assertEquals(1, page(Map.of(), OtpStatus.IN_USE, true).getSections().size());
        List<StatusBean.Row> rows = page(Map.of(SettingOptions.PASSWORD_ROWS.name(), "true"), OtpStatus.IN_USE, true)
                .getSections()
                .get(0)
                .getRows();
        assertEquals(List.of("${sekishoActionChange}"), labels(rows.get(0)));
        assertEquals(List.of("${sekishoActionChange}", "${sekishoActionReset}"), labels(rows.get(1)));
    }

    @Test
    void aTransactionPasswordThatIsNotSetCanBeSet() {
        StatusBean.Row row = page(Map.of(SettingOptions.PASSWORD_ROWS.name(), "true"), OtpStatus.IN_USE, false)
                .getSections()
                .get(0)
                .getRows()
                .get(1);
        assertEquals(List.of("${sekishoActionSet}"), labels(row));
        assertTrue(row.getActions().get(0).isPost());
        assertFalse(row.isSecret());
    }

    @Test
    void whereTheStaffSetTheFirstTransactionPasswordTheCustomerIsToldHow() {
        StatusBean.Row row = page(
                        Map.of(SettingOptions.PASSWORD_ROWS.name(), "true"),
                        OtpStatus.IN_USE,
                        false,
                        false,
                        true,
                        false)
                .getSections()
                .get(0)
                .getRows()
                .get(1);
        assertEquals("${sekishoStatusNotSet}", row.getStatus());
        assertEquals(
                "/realms/realm/otp-service/transaction-password-reset",
                row.getActions().get(0).getUrl());
        assertFalse(row.getActions().get(0).isPost());
    }

    @Test
    void otherServicesStandAboveTheOtpAndOtherSectionsBelow() {
        List<StatusBean.Section> sections = page(Map.of(SettingOptions.EXTRA_ROWS.name(), """
                [{"section":"NISA","name":"a"},{"section":"${sekishoStatusServices}","name":"b","action":"c","url":"/d"},{"section":"NISA","name":"e","action":"without url"}]"""), OtpStatus.IN_USE, true)
                .getSections();
        assertEquals(
                List.of("${sekishoStatusServices}", "NISA"),
                sections.stream().map(StatusBean.Section::getTitle).toList());
        assertEquals(
                List.of("b", "${sekishoServiceOtp}"),
                sections.get(0).getRows().stream().map(StatusBean.Row::getName).toList());
        assertFalse(sections.get(0).getRows().get(0).getActions().get(0).isPost());
        assertEquals(List.of(), sections.get(1).getRows().get(1).getActions());
    }

    private static OTPCredentialModel device(String label) {
        OTPCredentialModel device = OTPCredentialModel.createTOTP("secret", 6, 30, "HmacSHA1");
        device.setId("id of " + label);
        device.setUserLabel(label);
        return device;
    }

    private static List<String> devices(Map<String, String> attributes, OTPCredentialModel... devices) {
        return page(attributes, OtpStatus.IN_USE, List.of(devices), true, true, true, false).getDevices().stream()
                .map(OtpDevices.Device::getLabel)
                .toList();
    }

    @Test
    void devicesAreListedWhereTheCustomerHasToTellThemFromEachOther() {
        assertEquals(List.of("iPhone", ""), devices(Map.of(), device("iPhone"), device(null)));
        assertEquals(List.of("iPhone"), devices(Map.of(), device("iPhone")));
        assertEquals(List.of(), devices(Map.of(), device(null)));
        assertEquals(List.of(), devices(Map.of()));
    }

    @Test
    void theNumberOfATokenIsNotListed() {
        assertEquals(List.of(), devices(Map.of(SettingOptions.ENROLMENT.name(), "bound-token"), device("70000001")));
    }
}
