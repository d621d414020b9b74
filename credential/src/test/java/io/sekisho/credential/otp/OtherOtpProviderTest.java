package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

class OtherOtpProviderTest {

    private final Map<String, ProviderFactory<?>> factories = new LinkedHashMap<>();
    private final Map<String, Object> providers = new LinkedHashMap<>();

    private Optional<String> complaint() {
        KeycloakSessionFactory sessions = proxy(KeycloakSessionFactory.class, (method, arguments) -> switch (method) {
            case "getProviderFactory" -> factories.get((String) arguments[1]);
            case "getProviderFactoriesStream" -> factories.values().stream();
            default -> throw new UnsupportedOperationException(method);
        });
        return OtherOtpProvider.complaint(proxy(KeycloakSession.class, (method, arguments) -> switch (method) {
            case "getKeycloakSessionFactory" -> sessions;
            case "getProvider" -> providers.get((String) arguments[1]);
            default -> throw new UnsupportedOperationException(method);
        }));
    }

    private interface Answers {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                OtherOtpProviderTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName(), arguments)));
    }

    /** A factory that answers its id. */
    private void add(String id, Object provider) {
        factories.put(id, proxy(CredentialProviderFactory.class, (method, arguments) -> id));
        providers.put(id, provider);
    }

    /** That checks one type. */
    private static Object validatorOf(String type) {
        return Proxy.newProxyInstance(
                OtherOtpProviderTest.class.getClassLoader(),
                new Class<?>[] {CredentialProvider.class, CredentialInputValidator.class},
                (proxy, method, arguments) ->
                        method.getName().equals("supportsCredentialType") && type.equals(arguments[0]));
    }

    @Test
    void nothingIsSaidWhereOursIsInChargeAndNoOtherTakesOtps() {
        factories.put("keycloak-otp", new SekishoOtpCredentialProviderFactory());
        add("keycloak-password", validatorOf("password"));
        add("labels-only", proxy(CredentialProvider.class, (method, arguments) -> null));
        assertEquals(Optional.empty(), complaint());
    }

    @Test
    void anotherInPlaceOfOursIsNamed() {
        factories.put("keycloak-otp", new OTPCredentialProviderFactory());
        String sentence = complaint().orElseThrow();
        assertTrue(
                sentence.startsWith(
                        "OTPs are checked by org.keycloak.credential.OTPCredentialProviderFactory in place of Sekisho"),
                sentence);
    }

    @Test
    void anotherBesideOursIsNamed() {
        factories.put("keycloak-otp", new SekishoOtpCredentialProviderFactory());
        add("vendor-otp", validatorOf("otp"));
        String sentence = complaint().orElseThrow();
        assertTrue(
                sentence.contains("beside Sekisho, as the credential provider vendor-otp")
                        && Stream.of("guard", "providers/").allMatch(sentence::contains),
                sentence);
    }
}
