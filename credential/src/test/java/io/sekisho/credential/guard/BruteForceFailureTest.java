package io.sekisho.credential.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.core.UriInfo;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

final class BruteForceFailureTest {

    private static final List<Object> TOLD = new ArrayList<>();

    /** As Keycloak has it since 26.6. */
    static final class Newer {
        public void failedLogin(
                RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri, Set<String> categories) {
            TOLD.add(categories);
        }
    }

    /** As Keycloak 26.5 has it. */
    static final class Older {
        public void failedLogin(RealmModel realm, UserModel user, ClientConnection connection, UriInfo uri) {
            TOLD.add("failed");
        }
    }

    private static final class Unknown {}

    @Test
    void aGuessIsToldAsOneOfAPasswordWhereKeycloakAsksWhatWasGuessed() throws Throwable {
        assertEquals(List.of(Set.of("password")), told(new Newer()));
    }

    @Test
    void aGuessIsToldWhereKeycloakDoesNotAsk() throws Throwable {
        assertEquals(List.of("failed"), told(new Older()));
    }

    @Test
    void whereKeycloakDoesNotAskItCountsEveryAuthenticatorByItself() {
        assertTrue(BruteForceFailure.countsEveryAuthenticator(Older.class));
        assertFalse(BruteForceFailure.countsEveryAuthenticator(Newer.class));
        assertFalse(BruteForceFailure.countsEveryAuthenticator(BruteForceProtector.class));
    }

    @Test
    void theKeycloakThatWeAreBuiltAgainstHasOneOfTheTwo() {
        assertEquals(
                5,
                BruteForceFailure.failedLogin(BruteForceProtector.class, MethodHandles.lookup())
                        .type()
                        .parameterCount());
    }

    @Test
    void aKeycloakThatCannotBeToldIsRefused() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> BruteForceFailure.failedLogin(Unknown.class, MethodHandles.lookup()));
        assertEquals(
                "This version of Keycloak is not supported: its brute-force detection has changed",
                refused.getMessage());
    }

    private static List<Object> told(Object protector) throws Throwable {
        TOLD.clear();
        MethodHandle failedLogin = BruteForceFailure.failedLogin(protector.getClass(), MethodHandles.lookup());
        failedLogin.invoke(protector, (RealmModel) null, (UserModel) null, (ClientConnection) null, (UriInfo) null);
        return List.copyOf(TOLD);
    }
}
