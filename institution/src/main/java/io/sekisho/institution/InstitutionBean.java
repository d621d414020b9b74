package io.sekisho.institution;

import java.util.Optional;

/**
 * What every page may need of the institution's settings, as {@code institution}. Texts may be {@code ${messageKey}};
 * what there is none of is null. Nothing is read before a page asks, so that Keycloak's own pages cost nothing more.
 */
public final class InstitutionBean {

    private final InstitutionSettings settings;

    InstitutionBean(InstitutionSettings settings) {
        this.settings = settings;
    }

    /** Whether the realm has turned the service on. */
    public boolean isEnabled() {
        return settings.enabled();
    }

    /** As the attribute has it: {@code authenticator-app}, {@code issued-token} or {@code bound-token}. */
    public String getEnrolment() {
        return SettingOption.write(settings.enrolment());
    }

    /** Asked of whoever binds a first token: {@code transaction-password} or {@code none}. */
    public String getEnrolmentProof() {
        return SettingOption.write(settings.enrolmentProof());
    }

    /** Asked of whoever replaces a bound token: {@code transaction-password}, {@code mail-code} or {@code none}. */
    public String getReplacementProof() {
        return SettingOption.write(settings.replacementProof());
    }

    public String getName() {
        return settings.institutionName();
    }

    /** The institution's own pages: an https address, or a message that may be anything. */
    public String getSiteUrl() {
        return orNull(settings.siteUrl());
    }

    public String getSupportName() {
        return orNull(settings.supportName());
    }

    public String getSupportTelephone() {
        return orNull(settings.supportTelephone());
    }

    public String getSupportHours() {
        return orNull(settings.supportHours());
    }

    private static String orNull(Optional<String> text) {
        return text.orElse(null);
    }
}
