package io.sekisho.institution;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        return SettingOption.kebab(settings.enrolment());
    }

    /** Asked of whoever binds a first token: {@code transaction-password} or {@code none}. */
    public String getEnrolmentProof() {
        return SettingOption.kebab(settings.enrolmentProof());
    }

    /** Asked of whoever replaces a bound token: {@code transaction-password}, {@code mail-code} or {@code none}. */
    public String getReplacementProof() {
        return SettingOption.kebab(settings.replacementProof());
    }

    public String getName() {
        return settings.institutionName();
    }

    /** The institution's own pages: an https address, or a message that may be anything. */
    public @Nullable String getSiteUrl() {
        return orNull(settings.siteUrl());
    }

    public @Nullable String getSupportName() {
        return orNull(settings.supportName());
    }

    public @Nullable String getSupportTelephone() {
        return orNull(settings.supportTelephone());
    }

    public @Nullable String getSupportHours() {
        return orNull(settings.supportHours());
    }

    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }
}
