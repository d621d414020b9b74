package io.sekisho.credential.otp;

import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SeedCipher;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * How many stored seeds of a realm are not under the active key: those that hold up the removal of an older one, and
 * those that lack theirs already. Nothing is opened for it, so a damaged value counts by the key that it names.
 */
public final class OutdatedSeeds {

    /** How a seed lies that is not under the active key. */
    public enum Form {
        /** Not encrypted: of before the service. */
        PLAIN,
        /** Under a key of the keyring that is not the active one. */
        OLD_KEY,
        /** Under a key that the keyring lacks: nobody can use it. */
        MISSING_KEY;

        /** In metrics; kebab-case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private OutdatedSeeds() {}

    /** Looks through the whole of a table: not for each request. */
    public static Map<Form, Long> count(
            KeycloakSession session, RealmModel realm, SeedCipher cipher, SealedStore store) {
        List<String> prefixes = cipher.prefixes();
        String underKnownKey = IntStream.range(0, prefixes.size())
                .mapToObj(key -> like(store.value(), "key" + key))
                .collect(Collectors.joining(" or "));
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        Query query = em.createQuery("select count(" + store.value() + "), sum(case when "
                        + like(store.value(), "sealed") + " then 0 else 1 end), sum(case when " + underKnownKey
                        + " then 1 else 0 end) from " + store.rows() + " and not " + like(store.value(), "current"))
                .setParameter("realmId", realm.getId())
                .setParameter("sealed", pattern(store, SeedCipher.PREFIX))
                .setParameter("current", pattern(store, cipher.currentPrefix()));
        IntStream.range(0, prefixes.size())
                .forEach(key -> query.setParameter("key" + key, pattern(store, prefixes.get(key))));
        if (store.rows().contains(":type")) {
            query.setParameter("type", OTPCredentialModel.TYPE);
        } else if (store.rows().contains(":now")) {
            query.setParameter("now", Time.currentTimeMillis());
        }
        Object[] counted = (Object[]) query.getSingleResult();
        long plain = number(counted[1]);
        long old = number(counted[2]);
        Map<Form, Long> byForm = new LinkedHashMap<>();
        byForm.put(Form.PLAIN, plain);
        byForm.put(Form.OLD_KEY, old);
        byForm.put(Form.MISSING_KEY, number(counted[0]) - plain - old);
        return byForm;
    }

    private static String like(String value, String parameter) {
        return value + " like :" + parameter + " escape '!'";
    }

    private static String pattern(SealedStore store, String prefix) {
        return store.before() + prefix.replace("_", "!_") + "%";
    }

    /** A sum of no rows is null. */
    private static long number(Object sum) {
        return sum == null ? 0 : ((Number) sum).longValue();
    }
}
