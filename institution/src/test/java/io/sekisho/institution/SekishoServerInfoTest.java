package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SekishoServerInfoTest {

    @Test
    void theBuildHasFilledInTheVersion() {
        assertTrue(SekishoVersion.CURRENT.matches("\\d+\\.\\d+\\.\\d+(-[A-Z0-9.]+)?"), SekishoVersion.CURRENT);
    }

    @Test
    void theVersionComesBeforeTheFacts() {
        SekishoServerInfo factory = new SekishoServerInfo() {
            @Override
            public Map<String, String> facts() {
                return Map.of("keyring", "file");
            }
        };

        assertEquals(
                List.of(Map.entry("sekishoVersion", SekishoVersion.CURRENT), Map.entry("keyring", "file")),
                List.copyOf(factory.getOperationalInfo().entrySet()));
        assertEquals(Map.of("sekishoVersion", SekishoVersion.CURRENT), new SekishoServerInfo() {}.getOperationalInfo());
    }
}
