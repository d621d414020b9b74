package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.OTPCredentialProviderFactory;

/** A server whose providers folder holds another JAR, which checks OTPs as well. */
@Tag("distribution")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherOtpProviderIT {

    private static final String NAME = "other-otp";

    private final ObjectMapper json = new ObjectMapper();
    private Cluster cluster;

    /** Of the same id as ours. */
    public static final class InPlace extends OTPCredentialProviderFactory {

        @Override
        public int order() {
            return 1_000;
        }
    }

    /** Of an id of its own. */
    public static final class Beside extends OTPCredentialProviderFactory {

        @Override
        public String getId() {
            return "vendor-otp";
        }
    }

    static Arguments[] others() {
        return new Arguments[] {
            Arguments.of(InPlace.class, "in place of Sekisho, as the credential provider keycloak-otp"),
            Arguments.of(Beside.class, "beside Sekisho, as the credential provider vendor-otp")
        };
    }

    @BeforeAll
    void start() {
        cluster = new Cluster(NAME, 1);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @MethodSource("others")
    void another_jar_that_checks_otps_is_named_at_the_start_and_no_realm_is_set_up(Class<?> factory, String how)
            throws IOException {
        String sentence = "OTPs are checked by " + factory.getName() + " " + how;
        cluster.node(0).stop();
        jar(factory);

        cluster.start(0);

        String log = cluster.node(0).log();
        assertTrue(log.contains("Sekisho: " + sentence), log);
        String realm = "other-" + factory.getSimpleName().toLowerCase(Locale.ROOT);
        cluster.admin().importRealm(json.createObjectNode().put("realm", realm).put("enabled", true));
        HttpResponse<String> answer = cluster.admin()
                .sendText("POST", "/" + realm + "/otp-service/setup", "{\"kind\": \"authenticator-app\"}");
        assertEquals(409, answer.statusCode(), answer.body());
        ObjectNode problem = (ObjectNode) json.readTree(answer.body());
        assertEquals("Another OTP provider", problem.get("title").asText());
        assertTrue(problem.get("detail").asText().startsWith(sentence), answer.body());
    }

    /** In place of the one of the test before. */
    private static void jar(Class<?> factory) throws IOException {
        Path jar = Artifacts.state().resolve(NAME).resolve(Path.of("node1", "providers", "other.jar"));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            // The class that encloses it is looked for where somebody asks for its simple name.
            for (Class<?> each : List.of(factory, factory.getEnclosingClass())) {
                String entry = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream code = each.getClassLoader().getResourceAsStream(entry)) {
                    code.transferTo(out);
                }
                out.closeEntry();
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + CredentialProviderFactory.class.getName()));
            out.write(factory.getName().getBytes(StandardCharsets.US_ASCII));
            out.closeEntry();
        }
    }
}
