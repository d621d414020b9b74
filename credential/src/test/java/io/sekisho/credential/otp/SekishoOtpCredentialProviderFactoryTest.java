package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sekisho.institution.SekishoVersion;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.Config;

class SekishoOtpCredentialProviderFactoryTest {

    private final Map<String, Object> options = new HashMap<>();

    private Map<String, String> info() {
        Config.Scope scope = (Config.Scope) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Config.Scope.class},
                (proxy, method, arguments) ->
                        options.getOrDefault(arguments[0], arguments.length > 1 ? arguments[1] : null));
        SekishoOtpCredentialProviderFactory factory = new SekishoOtpCredentialProviderFactory();
        factory.init(scope);
        return factory.getOperationalInfo();
    }

    @Test
    void theServersInfoTellsTheVersionAndThatThereIsNoKeyring() {
        assertEquals(
                Map.of("sekishoVersion", SekishoVersion.CURRENT, "keyring", "none", "seedSweepSeconds", "3600"),
                info());
    }

    @Test
    void theServersInfoTellsWhereTheKeyringComesFromAndNoPathOrName() {
        options.put("keyringVaultEntry", "entry");
        assertEquals("vault", info().get("keyring"));

        options.put("keyringFile", "/secrets/keyring.properties");
        options.put("seedSweepSeconds", 60);
        assertEquals(
                Map.of("sekishoVersion", SekishoVersion.CURRENT, "keyring", "file", "seedSweepSeconds", "60"), info());
    }
}
