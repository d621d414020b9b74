package io.sekisho.credential.transactionpassword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.credential.guard.Verification;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

class TransactionPasswordsTest {

    private final AtomicInteger hashes = new AtomicInteger();

    /** Stores the password backwards, and counts. */
    private final class CountingHash implements PasswordHashProvider {
        @Override
        public boolean policyCheck(PasswordPolicy policy, PasswordCredentialModel credential) {
            return true;
        }

        @Override
        public PasswordCredentialModel encodedCredential(String rawPassword, int iterations) {
            return PasswordCredentialModel.createFromValues(
                    "backwards",
                    new byte[] {1},
                    1,
                    new StringBuilder(rawPassword).reverse().toString());
        }

        @Override
        public boolean verify(String rawPassword, PasswordCredentialModel credential) {
            hashes.incrementAndGet();
            return encodedCredential(rawPassword, 1)
                    .getPasswordSecretData()
                    .getValue()
                    .equals(credential.getPasswordSecretData().getValue());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private final CountingHash hash = new CountingHash();
    private final KeycloakSession session = standIn(KeycloakSession.class, (proxy, method, arguments) -> hash);
    private final TransactionPasswords passwords = TransactionPasswords.of(session);

    private static <T> T standIn(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static UserModel userWith(CredentialModel... credentials) {
        SubjectCredentialManager manager =
                standIn(SubjectCredentialManager.class, (proxy, method, arguments) -> Stream.of(credentials));
        return standIn(UserModel.class, (proxy, method, arguments) -> manager);
    }

    private CredentialModel stored(String password, boolean temporary) {
        return TransactionPasswordCredentialModel.hashed(hash.encodedCredential(password, 1), temporary);
    }

    @Test
    void aCheckCostsExactlyOneHashWhateverItsOutcome() {
        UserModel user = userWith(stored("trade-10001", false));
        assertEquals(new Verification.Accepted(), passwords.check(user, "trade-10001"));
        assertEquals(1, hashes.get());
        assertEquals(new Verification.Wrong(), passwords.check(user, "trade-10002"));
        assertEquals(2, hashes.get());
    }

    @Test
    void aPastedOneIsRightWithWhatNobodySees() {
        assertEquals(
                new Verification.Accepted(),
                passwords.check(userWith(stored("trade-10001", false)), "\u2068trade-10001\u2069"));
    }

    @Test
    void oneThatWasStoredWithWhatNobodySeesStaysRight() {
        UserModel user = userWith(stored("trade\u200B-10001", false));
        assertEquals(new Verification.Accepted(), passwords.check(user, "trade\u200B-10001"));
        assertEquals(new Verification.Wrong(), passwords.check(user, "trade-10001"));
    }

    @Test
    void whoHasNoneIsRefused() {
        assertEquals(new Verification.Wrong(), passwords.check(userWith(), ""));
    }

    @Test
    void whetherItIsTemporaryIsStoredWithIt() {
        assertTrue(passwords.isTemporary(userWith(stored("trade-10001", true))));
        assertFalse(passwords.isTemporary(userWith(stored("trade-10001", false))));
        assertFalse(passwords.isTemporary(userWith()));
    }

    @Test
    void aPlainPasswordOfAnImportIsKnownAsSuch() {
        CredentialModel imported = new CredentialModel();
        imported.setSecretData("{\"value\":\"trade-10001\"}");
        assertTrue(TransactionPasswordCredentialModel.of(imported).isPlain());
        assertEquals(
                "trade-10001", TransactionPasswordCredentialModel.of(imported).plain());
        assertFalse(TransactionPasswordCredentialModel.of(stored("trade-10001", false))
                .isPlain());
    }
}
