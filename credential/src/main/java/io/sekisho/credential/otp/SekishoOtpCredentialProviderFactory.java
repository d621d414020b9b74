package io.sekisho.credential.otp;

import io.sekisho.credential.seed.Keyring;
import io.sekisho.credential.seed.KeyringFile;
import io.sekisho.credential.seed.KeyringSource;
import io.sekisho.credential.seed.KeyringVault;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.SekishoServerInfo;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.common.util.Environment;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Takes the place of Keycloak's factory of the same id.
 *
 * <p>Options of the server ({@code --spi-credential--keycloak-otp--<option>}):
 * <ul>
 * <li>{@code keyring-file}: path of the keyring;
 * <li>{@code keyring-vault-entry}: instead, the entry of Keycloak's vault that holds the keyring of a realm;
 * <li>{@code require-keyring}: whether the server ends at its start where there is no keyring; default false;
 * <li>{@code seed-sweep-seconds}: how often seeds that are plain or under an old key are looked for; default 3600.
 * </ul>
 * In development mode without either, a keyring is made in Keycloak's data folder. In production nothing is made, and
 * no seed is stored until a keyring is set.
 */
public final class SekishoOtpCredentialProviderFactory extends OTPCredentialProviderFactory
        implements SekishoServerInfo {

    private static final Logger LOG = Logger.getLogger(SekishoOtpCredentialProviderFactory.class);

    private static final String KEYRING_FILE = "keyringFile";
    private static final String KEYRING_VAULT_ENTRY = "keyringVaultEntry";
    private static final String REQUIRE_KEYRING = "requireKeyring";
    private static final String SEED_SWEEP_SECONDS = "seedSweepSeconds";
    private static final int DEFAULT_SEED_SWEEP_SECONDS = 3_600;
    private static final String MISSING = "there is no keyring: set --spi-credential--keycloak-otp--keyring-file "
            + "(or --spi-credential--keycloak-otp--keyring-vault-entry); until then customers cannot apply for the OTP service";

    private KeyringSource keyringSource;
    /** Where it comes from, in a word. */
    private String keyringOrigin;

    private boolean keyringRequired;
    private int seedSweepSeconds;

    @Override
    public OTPCredentialProvider create(KeycloakSession session) {
        return new SekishoOtpCredentialProvider(session);
    }

    /**
     * The one of this server.
     *
     * @throws IllegalStateException if another JAR has taken its place, see {@link OtherOtpProvider}
     */
    public static SekishoOtpCredentialProviderFactory of(KeycloakSessionFactory sessions) {
        if (isInCharge(sessions)) {
            return (SekishoOtpCredentialProviderFactory)
                    sessions.getProviderFactory(CredentialProvider.class, PROVIDER_ID);
        }
        throw new IllegalStateException("Another provider has taken the place of Sekisho's " + PROVIDER_ID);
    }

    /** Whether no other JAR has taken its place. */
    public static boolean isInCharge(KeycloakSessionFactory sessions) {
        return sessions.getProviderFactory(CredentialProvider.class, PROVIDER_ID)
                instanceof SekishoOtpCredentialProviderFactory;
    }

    KeyringSource keyringSource() {
        return keyringSource;
    }

    @Override
    public void init(Config.Scope config) {
        String file = config.get(KEYRING_FILE);
        String vaultEntry = config.get(KEYRING_VAULT_ENTRY);
        if (file != null) {
            keyringSource = new KeyringFile(Path.of(file));
            keyringOrigin = "file";
        } else if (vaultEntry != null) {
            keyringSource = new KeyringVault(vaultEntry);
            keyringOrigin = "vault";
        } else if (Environment.isDevMode()) {
            keyringSource = developmentKeyring();
            keyringOrigin = "development";
        } else {
            keyringSource = KeyringSource.missing(MISSING);
            keyringOrigin = "none";
        }
        keyringRequired = config.getBoolean(REQUIRE_KEYRING, false);
        seedSweepSeconds = config.getInt(SEED_SWEEP_SECONDS, DEFAULT_SEED_SWEEP_SECONDS);
    }

    /** Made when first needed, so that a build does not leave one in an image. */
    private static KeyringSource developmentKeyring() {
        Path file = Path.of(System.getProperty("kc.home.dir", "."), "data", "sekisho-keyring.properties");
        AtomicReference<@Nullable KeyringFile> made = new AtomicReference<>();
        return new KeyringSource() {
            @Override
            public Keyring keyring(KeycloakSession session) {
                return made.updateAndGet(present -> present == null ? KeyringFile.createIfMissing(file) : present)
                        .keyring(session);
            }

            @Override
            public boolean outOfReach() {
                KeyringFile present = made.get();
                return present != null && present.outOfReach();
            }
        };
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                complainIfUnusable(factory);
            }
        });
    }

    /** How often seeds that are plain or under an old key are looked for, in seconds. */
    public int seedSweepSeconds() {
        return seedSweepSeconds;
    }

    /**
     * Says at the start what would otherwise be found out by the first customer. The vault's keyrings are those of
     * realms, which may come later.
     *
     * @throws IllegalStateException if there is no keyring, and the operator has the server end then
     */
    private void complainIfUnusable(KeycloakSessionFactory factory) {
        if (!(keyringSource instanceof KeyringVault)) {
            try (KeycloakSession session = factory.create()) {
                keyringSource.keyring(session);
            } catch (SeedUnavailableException e) {
                if (keyringRequired) {
                    throw new IllegalStateException(
                            "Sekisho: " + e.getMessage() + ". The option require-keyring ends the server", e);
                }
                LOG.errorf("Sekisho: %s", e.getMessage());
            }
        }
    }

    /** Above Keycloak's own, which has the same id. */
    @Override
    public int order() {
        return 100;
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("keyring", keyringOrigin);
        facts.put(SEED_SWEEP_SECONDS, Integer.toString(seedSweepSeconds));
        return facts;
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(KEYRING_FILE)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Path of the keyring under which OTP seeds are encrypted.")
                .add()
                .property()
                .name(KEYRING_VAULT_ENTRY)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Entry of the vault that holds a realm's keyring; used if there is no keyring file.")
                .add()
                .property()
                .name(REQUIRE_KEYRING)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .helpText("Whether the server ends at its start where there is no keyring. Not with the vault's.")
                .add()
                .property()
                .name(SEED_SWEEP_SECONDS)
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .defaultValue(DEFAULT_SEED_SWEEP_SECONDS)
                .helpText("How often seeds that are plain or under an old key are looked for, in seconds.")
                .add()
                .build();
    }
}
