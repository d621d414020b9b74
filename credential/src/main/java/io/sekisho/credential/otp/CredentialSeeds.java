package io.sekisho.credential.otp;

import io.sekisho.credential.seed.SealedStore;

/** Where the seeds of customers' OTP credentials lie. */
public final class CredentialSeeds {

    /** The seeds of customers whom Keycloak keeps or copies. */
    public static final SealedStore LOCAL = new SealedStore(
            "credential",
            "CredentialEntity c where c.user.realmId = :realmId and c.type = :type",
            "c.secretData",
            "%\"",
            new SealedStore.Sweep(
                    "%d seeds",
                    (session, realm, afterId, size) -> SeedResealing.of(session).resealOutdated(realm, afterId, size)));

    /** The seeds of customers whom another system keeps, and Keycloak does not copy. */
    public static final SealedStore FEDERATED = new SealedStore(
            "federated-credential",
            "FederatedUserCredentialEntity c where c.realmId = :realmId and c.type = :type",
            "c.secretData",
            "%\"",
            null);

    private CredentialSeeds() {}
}
