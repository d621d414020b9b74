package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InstitutionBeanTest {

    private static InstitutionBean with(Map<String, String> attributes) {
        return new InstitutionBean(InstitutionSettings.of("a-realm", "A realm", attributes::get));
    }

    @Test
    void pagesSeeWhatIsSet() {
        InstitutionBean bean = with(Map.of(
                "sekisho.enabled", "true",
                "sekisho.enrolment", "bound-token",
                "sekisho.enrolmentProof", "none",
                "sekisho.replacementProof", "mail-code",
                "sekisho.institutionName", "${bank}",
                "sekisho.siteUrl", " https://bank.example/ ",
                "sekisho.supportName", "Support",
                "sekisho.supportTelephone", "0120-031-003",
                "sekisho.supportHours", "9:00-17:00"));
        assertTrue(bean.isEnabled());
        assertEquals(
                "bound-token none mail-code ${bank} https://bank.example/ Support 0120-031-003 9:00-17:00",
                String.join(
                        " ",
                        bean.getEnrolment(),
                        bean.getEnrolmentProof(),
                        bean.getReplacementProof(),
                        bean.getName(),
                        bean.getSiteUrl(),
                        bean.getSupportName(),
                        bean.getSupportTelephone(),
                        bean.getSupportHours()));
    }

    @Test
    void pagesSeeTheDefaultOfWhatIsNotSet() {
        InstitutionBean bean = with(Map.of());
        assertFalse(bean.isEnabled());
        assertEquals("authenticator-app", bean.getEnrolment());
        assertEquals("transaction-password", bean.getEnrolmentProof());
        assertEquals("transaction-password", bean.getReplacementProof());
        assertEquals("A realm", bean.getName());
        assertNull(bean.getSiteUrl());
        assertNull(bean.getSupportTelephone());
    }

    @Test
    void pagesDoNotSeeWhatTheSettingsRefuse() {
        InstitutionBean bean = with(Map.of(
                "sekisho.enabled", "yes",
                "sekisho.siteUrl", "http://bank.example/",
                "sekisho.enrolmentProof", "nothing"));
        assertFalse(bean.isEnabled());
        assertNull(bean.getSiteUrl());
        assertEquals("transaction-password", bean.getEnrolmentProof());
    }
}
