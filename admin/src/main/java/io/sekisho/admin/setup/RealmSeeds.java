package io.sekisho.admin.setup;

import io.sekisho.credential.otp.OtherOtpProvider;
import io.sekisho.credential.otp.SealedCount;
import io.sekisho.credential.otp.SeedUnsealing;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedUnavailableException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The seeds of a realm's OTPs: encrypted by use and by the sweep, once the service is on, and given back to Keycloak by
 * the teardown. The record needs no part of it, for the seeds themselves say what they are.
 */
final class RealmSeeds {

    private final RealmModel realm;
    private final SetupPlan plan;
    private final KeycloakSession session;

    RealmSeeds(KeycloakSession session, RealmModel realm, SetupPlan plan) {
        this.realm = realm;
        this.plan = plan;
        this.session = session;
    }

    void requireNoOtherProvider() {
        OtherOtpProvider.complaint(session).ifPresent(complaint -> {
            throw SetupPlan.conflict("Another OTP provider", complaint);
        });
    }

    void requireNoUndoingUnderWay() {
        if (SeedUnsealing.pending(realm)) {
            throw SetupPlan.conflict(
                    "Teardown under way",
                    "Seeds are still being given back to Keycloak; call again when that is done.");
        }
    }

    void requireKeyring() {
        requireKeyring("");
    }

    /** @return of the seeds that are to be given back, and those that cannot be */
    SealedCount requireUndoable() {
        SealedCount sealed = SeedUnsealing.of(session).count(realm);
        if (sealed.usable() > 0) {
            requireKeyring("The seeds of " + sealed.usable() + " OTPs could not be given back: ");
        }
        return sealed;
    }

    private void requireKeyring(String sentence) {
        try {
            ServerKeyring.of(session).require();
        } catch (SeedUnavailableException e) {
            throw SetupPlan.conflict("No keyring", sentence + e.getMessage());
        }
    }

    void undo(SealedCount sealed) {
        if (sealed.usable() == 0) {
            plan.alreadySo("seeds", "otp", "as Keycloak stores them");
        } else {
            plan.change(
                    "seeds",
                    "otp",
                    sealed.usable() + " encrypted",
                    "as Keycloak stores them",
                    () -> SeedUnsealing.of(session).requestPlain(realm));
        }
    }
}
