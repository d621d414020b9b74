package io.sekisho.credential.guard;

import jakarta.ws.rs.core.UriInfo;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Set;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Tells Keycloak's brute-force detection of a guess that failed. The one call of Keycloak that differs between the
 * versions we run on: since 26.6 it wants to know what was guessed.
 */
final class BruteForceFailure {

    /**
     * It counts only what it knows as a password, an OTP or a recovery code; a guess is a guess, so it is told of a
     * password.
     */
    private static final Set<String> CATEGORIES = Set.of("password");

    /** {@code (protector, realm, user, connection, uri)}, without a result. */
    private static final MethodHandle FAILED_LOGIN =
            failedLogin(BruteForceProtector.class, MethodHandles.publicLookup());

    /** Without being told what was guessed, it counts every authenticator that fails. */
    private static final boolean COUNTS_EVERY_AUTHENTICATOR = countsEveryAuthenticator(BruteForceProtector.class);

    private BruteForceFailure() {}

    static void report(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!realm.isBruteForceProtected()) {
            return;
        }
        try {
            FAILED_LOGIN.invoke(
                    session.getProvider(BruteForceProtector.class),
                    realm,
                    user,
                    session.getContext().getConnection(),
                    session.getContext().getHttpRequest().getUri());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Keycloak's brute-force detection could not be told of a failure", e);
        }
    }

    /** For an authenticator that has failed and is of a kind that newer versions do not count by themselves. */
    static void reportOfAuthenticator(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!COUNTS_EVERY_AUTHENTICATOR) {
            report(session, realm, user);
        }
    }

    static boolean countsEveryAuthenticator(Class<?> protector) {
        return Arrays.stream(protector.getMethods())
                .noneMatch(method -> method.getName().equals("failedLogin") && method.getParameterCount() == 5);
    }

    /**
     * The method as this Keycloak has it, always with the same parameters.
     *
     * @throws IllegalStateException if there is none that we know; better at the start than a guess that is not counted
     */
    static MethodHandle failedLogin(Class<?> protector, Lookup lookup) {
        MethodType plain = MethodType.methodType(
                void.class, RealmModel.class, UserModel.class, ClientConnection.class, UriInfo.class);
        try {
            return MethodHandles.insertArguments(
                    lookup.findVirtual(protector, "failedLogin", plain.appendParameterTypes(Set.class)), 5, CATEGORIES);
        } catch (NoSuchMethodException until265) {
            try {
                return lookup.findVirtual(protector, "failedLogin", plain);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "This version of Keycloak is not supported: its brute-force detection has changed", e);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
