package io.sekisho.admin.setup;

import io.sekisho.credential.otp.AuthenticatorApps;
import io.sekisho.credential.otp.CodeParameters;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** What an admin should know of the recommended authenticator app: that it cannot make the codes of the realm. */
public final class AppHint {

    private AppHint() {}

    /** One sentence, if the pages name other apps than the recommended one. */
    public static Optional<String> of(KeycloakSession session, RealmModel realm) {
        String recommended = InstitutionSettings.of(realm).appName();
        CodeParameters parameters = CodeParameters.of(realm.getOTPPolicy());
        return sentence(recommended, parameters, AuthenticatorApps.instead(session, recommended, parameters));
    }

    static Optional<String> sentence(String recommended, CodeParameters parameters, List<String> instead) {
        return instead.isEmpty()
                ? Optional.empty()
                : Optional.of("By what Keycloak knows of it, " + recommended + " cannot make codes of the OTP policy ("
                        + parameters.algorithm() + ", " + parameters.digits() + " digits, "
                        + parameters.periodSeconds() + " s): the pages name " + String.join(" and ", instead)
                        + " instead, and no addresses of downloads. The attribute " + SettingOptions.APP_NAME.name()
                        + " names an app that can.");
    }
}
