package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.it.harness.Artifacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** The one JAR, as it goes into Keycloak's providers folder. */
@Tag("distribution")
class ProviderJarIT {

    private static final long MAX_BYTES = 1_500_000;
    private static final String SERVICES = "META-INF/services/";

    @Test
    void it_is_at_most_one_and_a_half_megabytes() throws IOException {
        long bytes = Files.size(Artifacts.jar());

        assertTrue(bytes <= MAX_BYTES, bytes + " bytes");
    }

    @Test
    void it_holds_our_code_and_themes_and_nobody_elses() throws IOException {
        for (String name : entries()) {
            assertTrue(
                    name.startsWith("io/sekisho/")
                            || name.startsWith("theme/")
                            || name.startsWith("theme-resources/")
                            || name.startsWith("META-INF/"),
                    name);
            assertFalse(name.startsWith("META-INF/maven/") || name.startsWith("META-INF/versions/"), name);
        }
    }

    @Test
    void every_factory_loads_and_no_two_of_a_kind_have_one_id() throws Exception {
        URL[] jar = {Artifacts.jar().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, ProviderFactory.class.getClassLoader())) {
            int factories = 0;
            for (String service : entries().stream()
                    .filter(name -> name.startsWith(SERVICES) && name.length() > SERVICES.length())
                    .toList()) {
                Class<?> type = Class.forName(service.substring(SERVICES.length()), true, loader);
                Set<String> ids = new HashSet<>();
                for (String implementation : implementations(loader, service)) {
                    Object instance = type.cast(Class.forName(implementation, true, loader)
                            .getConstructor()
                            .newInstance());
                    assertEquals(
                            loader, instance.getClass().getClassLoader(), implementation + " comes from elsewhere");
                    String id = instance instanceof ProviderFactory<?> factory
                            ? factory.getId()
                            : ((Spi) instance).getName();
                    assertTrue(ids.add(id), type.getSimpleName() + " " + id + " is there twice");
                    factories++;
                }
            }
            assertTrue(factories > 0, "no factory at all");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mito, ja",
        "mito, en",
        "hokuyo, ja",
        "hokuyo, en",
        "sample-bank, ja",
        "sample-bank, en",
        "kenshin, ja",
        "kenshin, en"
    })
    void every_message_that_a_realm_file_names_is_there(String realm, String language) throws IOException {
        Properties login = messages("sekisho/login", language);
        login.putAll(messages(realm + "/login", language));
        Properties email = messages("sekisho/email", language);
        email.putAll(messages(realm + "/email", language));
        JsonNode attributes = new ObjectMapper()
                .readTree(Artifacts.realms().resolve(realm + "-realm.json").toFile())
                .get("attributes");
        attributes.fields().forEachRemaining(attribute -> {
            Matcher keys = Pattern.compile("\\$\\{([^}]*)}")
                    .matcher(attribute.getValue().asText());
            while (keys.find()) {
                assertTrue(login.containsKey(keys.group(1)), keys.group(1) + " in the login theme");
                // Rows stand on pages only; who the institution is stands in its mails as well.
                assertTrue(
                        attribute.getKey().equals("sekisho.extraRows") || email.containsKey(keys.group(1)),
                        keys.group(1) + " in the e-mail theme");
            }
        });
    }

    private static Properties messages(String theme, String language) throws IOException {
        Properties messages = new Properties();
        try (JarFile jar = new JarFile(Artifacts.jar().toFile());
                Reader text = new InputStreamReader(
                        jar.getInputStream(
                                jar.getEntry("theme/" + theme + "/messages/messages_" + language + ".properties")),
                        StandardCharsets.UTF_8)) {
            messages.load(text);
        }
        return messages;
    }

    private static List<String> implementations(URLClassLoader loader, String service) throws IOException {
        // Not getResource: Keycloak's own JARs on the parent's class path have files of the same name.
        try (InputStream file = loader.findResource(service).openStream()) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.jar().toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .toList();
        }
    }
}
