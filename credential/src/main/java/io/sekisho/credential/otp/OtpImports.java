package io.sekisho.credential.otp;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.seed.SweptRealms;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;

/** Stores the OTP credentials that Keycloak's import brings, or another extension. */
final class OtpImports {

    private final KeycloakSession session;
    private final SealedSeeds seeds;

    private OtpImports(KeycloakSession session) {
        this.session = session;
        this.seeds = SealedSeeds.of(session);
    }

    static OtpImports of(KeycloakSession session) {
        return new OtpImports(session);
    }

    /**
     * Stores a credential with the state that it carries. What is known here already of the same one counts as well: a
     * token that is lost does not come back by an older file.
     */
    CredentialModel takeIn(RealmModel realm, UserModel user, OTPCredentialModel credential) {
        CarriedState carried = CarriedState.of(credential);
        CredentialModel stored = OtpCredentials.of(session).store(realm, user, credential);
        AttemptGuard.of(session).takeOver(realm, user, Factor.OTP, carried);
        OtpStates states = OtpStates.of(session);
        if (carried.lost()
                || states.find(stored.getId()).filter(OtpStateEntity::lost).isPresent()) {
            states.reportLostHere(realm, user, stored.getId());
        }
        if (seeds.isOutdated(stored.getSecretData())) {
            SweptRealms.of(session).doubt(realm.getId());
        }
        if (seeds.isSealed(credential.getSecretData())) {
            report(realm, user, stored, carried);
        }
        return stored;
    }

    private void report(RealmModel realm, UserModel user, CredentialModel stored, CarriedState carried) {
        ImportReport report = ImportReport.of(session, realm);
        try {
            OtpSeed seed = OtpSeed.of(seeds.opened(realm, user, stored));
            report.takenIn(carried);
            session.getKeycloakSessionFactory().publish(new OtpCredentialTakenIn(session, realm, user, stored, seed));
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.CREDENTIAL_IMPORT);
            report.unusable(user, e.failure(), e.getMessage());
        } catch (IllegalArgumentException e) {
            SeedFailure.UNUSABLE.count(realm, SeedFailure.Use.CREDENTIAL_IMPORT);
            report.unusable(user, SeedFailure.UNUSABLE, e.getMessage());
        }
    }
}
