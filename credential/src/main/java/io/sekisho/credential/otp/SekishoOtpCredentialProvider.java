package io.sekisho.credential.otp;

import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.InstitutionSettings;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelValidationException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * Stands in for Keycloak's own OTP provider, so that every path that checks a code (browser, direct grant, reset, other
 * extensions) passes the same guard. A realm that has not turned the service on behaves as with Keycloak's own.
 */
public final class SekishoOtpCredentialProvider extends OTPCredentialProvider {

    SekishoOtpCredentialProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        if (!isOurs(realm, user, input)) {
            return super.isValid(realm, user, input);
        }
        return input instanceof UserCredentialModel
                && OtpCheck.of(session)
                        .verify(realm, user, input.getCredentialId(), input.getChallengeResponse())
                        .accepted();
    }

    /** A sealed seed is ours even where the service was turned off since: Keycloak could not read it. */
    private boolean isOurs(RealmModel realm, UserModel user, CredentialInput input) {
        if (input.getCredentialId() == null
                || input.getCredentialId().isBlank()
                || input.getChallengeResponse() == null) {
            return false;
        }
        if (InstitutionSettings.of(realm).enabled()) {
            return true;
        }
        CredentialModel stored = user.credentialManager().getStoredCredentialById(input.getCredentialId());
        return stored != null && isSealed(OTPCredentialModel.createFromCredentialModel(stored));
    }

    private static boolean isSealed(OTPCredentialModel credential) {
        String value = credential.getOTPSecretData().getValue();
        return value != null && SeedCipher.isSealed(value);
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        if (!InstitutionSettings.of(realm).enabled() && !isSealed(credential)) {
            return super.createCredential(realm, user, credential);
        }
        try {
            return OtpImports.of(session).takeIn(realm, user, credential);
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.ENROLMENT);
            // Of an import: Keycloak refuses it, and its log says why, instead of taking it for an error of the server.
            throw new ModelValidationException(e.getMessage());
        }
    }

    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        CredentialTypeMetadata stock = super.getCredentialTypeMetadata(context);
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || !InstitutionSettings.of(realm).enabled()) {
            return stock;
        }
        // No set-up and no removal by the account console: both have walks of their own, with a proof inside.
        return CredentialTypeMetadata.builder()
                .type(stock.getType())
                .category(stock.getCategory())
                .displayName(stock.getDisplayName())
                .helpText(stock.getHelpText())
                .iconCssClass(stock.getIconCssClass())
                .removeable(false)
                .build(session);
    }
}
