package io.sekisho.credential.seed;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A column that holds sealed seeds, as they are counted and swept. It is declared by the package that has the entity.
 *
 * @param label  in metrics; kebab-case
 * @param rows those of a realm, as they stand behind {@code from} in JPQL: {@code :realmId} is the realm's id,
 *     {@code :type} the type of Keycloak's OTP credentials, {@code :now} the time in milliseconds of the epoch
 * @param value  the column
 * @param before what comes before a seed in it, as a pattern
 * @param sweep  what writes the seeds anew that are plain or under an old key; null where none does
 */
public record SealedStore(
        String label,
        String rows,
        String value,
        String before,
        @Nullable Sweep sweep) {

    /** @param done what was written, in the log: a format of the number */
    public record Sweep(String done, Batch batch) {}

    /** What goes through a store in the order of its ids. */
    @FunctionalInterface
    public interface Batch {
        /**
         * One batch, in the session's transaction.
         *
         * @param afterId up to which has been looked; empty at the beginning
         * @param size    of a batch
         * @throws SeedUnavailableException if there is no keyring
         */
        SweptBatch sweep(KeycloakSession session, RealmModel realm, String afterId, int size);
    }
}
