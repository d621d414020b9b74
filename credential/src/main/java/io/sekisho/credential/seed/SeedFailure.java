package io.sekisho.credential.seed;

import io.sekisho.institution.ServiceCounter;
import java.util.Locale;
import org.keycloak.models.RealmModel;

/** Why a seed could not be had; counted by the metric {@code sekisho.seed.failures}. */
public enum SeedFailure {

    /** The keyring cannot be read, or none is set. */
    NO_KEYRING,
    /** The keyring lacks the key that the value names. */
    MISSING_KEY,
    /** The value was changed, or is another owner's; or the key is another one of the same id. */
    DAMAGED,
    /** The seed opens, and no code can be made of it: it was imported with parameters that nothing can come of. */
    UNUSABLE;

    /** What a seed was needed for. */
    public enum Use {
        /** To check a code, wherever it is asked for. */
        VERIFICATION,
        /** To show the key again. */
        REDISPLAY,
        /** To make or confirm a new one. */
        ENROLMENT,
        /** To hand an issued token's seed to the app. */
        ACTIVATION,
        /** To bind a token of the inventory, or set its clock right. */
        BINDING,
        /** To store what a vendor has delivered. */
        IMPORT,
        /** To take in a customer's credential that Keycloak's export has brought. */
        CREDENTIAL_IMPORT,
        /** To write it anew under the active key. */
        SWEEP,
        /** To give it back to Keycloak, in a realm that gives the service up. */
        RETURN;

        /** In metrics; kebab-case. */
        public String label() {
            return SeedFailure.label(this);
        }
    }

    /** In metrics; kebab-case. */
    public String label() {
        return label(this);
    }

    /** Counts it. Whose seed it was is told by the log alone. */
    public void count(RealmModel realm, Use use) {
        add(1, realm.getName(), use);
    }

    /** Has the metric begin at 0: what appears only when it has happened once is no increase to whoever watches it. */
    public static void beginCounting(String realmName) {
        for (Use use : Use.values()) {
            for (SeedFailure failure : values()) {
                failure.add(0, realmName, use);
            }
        }
    }

    private void add(int amount, String realmName, Use use) {
        ServiceCounter.SEED_FAILURES.add(amount, realmName, "use", use.label(), "reason", label());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
