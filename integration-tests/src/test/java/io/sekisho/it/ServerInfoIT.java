package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.sekisho.it.harness.Artifacts;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.WithServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a server that runs says of its version. */
@WithServer
class ServerInfoIT {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String version = Artifacts.jar().getFileName().toString().replaceFirst("^sekisho-(.+)\\.jar$", "$1");

    @Test
    void exactly_the_providers_of_the_document_tell_the_version_of_the_jar(Server server) throws IOException {
        Set<String> told = new TreeSet<>();
        JsonNode spis = server.admin().serverInfo().get("providers");
        spis.fields()
                .forEachRemaining(spi -> spi.getValue()
                        .get("providers")
                        .fields()
                        .forEachRemaining(provider -> {
                            JsonNode info = provider.getValue().path("operationalInfo");
                            if (info.has("sekishoVersion")) {
                                assertEquals(version, info.get("sekishoVersion").asText());
                                told.add(spi.getKey() + " " + provider.getKey());
                            }
                        }));
        assertEquals(documented(), told);
        assertEquals(
                "file",
                spis.at("/credential/providers/keycloak-otp/operationalInfo/keyring")
                        .asText());
        assertEquals(
                "200",
                spis.at("/jpa-entity-provider/providers/sekisho-notice/operationalInfo/mailsPerSecond")
                        .asText());
    }

    @Test
    void the_metric_tells_the_version_of_the_jar(Server server) {
        assertEquals(1, server.metrics().sum("sekisho_build_info", "version", version));
        assertEquals(1, server.metrics().sum("sekisho_build_info"));
    }

    private static Set<String> documented() throws IOException {
        String document = Files.readString(Path.of("../docs/metrics.md"));
        String table = document.substring(document.indexOf("## Server info"), document.indexOf("## Events"));
        return ROW.matcher(table)
                .results()
                .flatMap(row -> words(row.group(1)).stream()
                        .flatMap(spi -> words(row.group(2)).stream().map(provider -> spi + " " + provider)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> words(String text) {
        return CODE.matcher(text).results().map(word -> word.group(1)).toList();
    }
}
