package io.sekisho.admin.setup;

import jakarta.persistence.EntityManager;
import jakarta.ws.rs.WebApplicationException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where the records of set-ups are kept: in a table, for whoever saves a realm with its attributes as he knows them
 * removes all others, and a realm without its record cannot be torn down. A set-up of before has left an attribute: it
 * is read where the table has nothing, and moved by the next call.
 */
public final class SetupRecords {

    /** Of set-ups of before. */
    static final String ATTRIBUTE = "sekisho.setup.before";

    private final EntityManager em;
    private final RealmModel realm;

    SetupRecords(KeycloakSession session, RealmModel realm) {
        this.em = entityManager(session);
        this.realm = realm;
    }

    private static EntityManager entityManager(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** @throws WebApplicationException with a problem, if somebody has damaged it */
    Optional<SetupRecord> find() {
        RealmSetupEntity row = em.find(RealmSetupEntity.class, realm.getId());
        if (row != null) {
            return Optional.of(parse(row.record(), "The record in the table SEKISHO_REALM_SETUP"));
        }
        return inAttribute(realm)
                ? Optional.of(parse(realm.getAttribute(ATTRIBUTE), "The attribute " + ATTRIBUTE))
                : Optional.empty();
    }

    private static SetupRecord parse(String json, String place) {
        try {
            return SetupRecord.parse(json);
        } catch (UncheckedIOException e) {
            throw SetupPlan.conflict(
                    "Record damaged", place + ", which says what the realm was before, cannot be read.");
        }
    }

    /** Whether a set-up of before, or a node with an older JAR, has left an attribute. */
    static boolean inAttribute(RealmModel realm) {
        String json = realm.getAttribute(ATTRIBUTE);
        return json != null && !json.isBlank();
    }

    void save(SetupRecord record) {
        RealmSetupEntity row = em.find(RealmSetupEntity.class, realm.getId());
        if (row == null) {
            row = new RealmSetupEntity(realm.getId());
            row.record(record.json());
            em.persist(row);
        } else {
            row.record(record.json());
        }
        realm.removeAttribute(ATTRIBUTE);
    }

    void remove() {
        RealmSetupEntity row = em.find(RealmSetupEntity.class, realm.getId());
        if (row != null) {
            em.remove(row);
        }
        realm.removeAttribute(ATTRIBUTE);
    }

    /** Ids of the realms that the table has a record of. */
    static Set<String> realmIds(KeycloakSession session) {
        return new HashSet<>(entityManager(session)
                .createNamedQuery("sekishoRealmsSetUp", String.class)
                .getResultList());
    }

    /** Of a realm that is deleted. */
    public static void removeOfRealm(KeycloakSession session, String realmId) {
        entityManager(session)
                .createNamedQuery("sekishoDeleteRealmSetupByRealm")
                .setParameter("realmId", realmId)
                .executeUpdate();
    }
}
