package io.sekisho.demo.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeycloakServerTest {

    private static final List<String> STOPPING = Collections.nCopies(40, "\tat io.netty.Channel.read");

    @Test
    void why_a_server_ended_is_told_though_it_went_on_to_print() {
        List<String> log = Stream.concat(Stream.of("INFO begins", "12:00 ERROR [x] no keyring"), STOPPING.stream())
                .toList();

        String said = KeycloakServer.whatItSaid(log);

        assertTrue(said.startsWith("12:00 ERROR [x] no keyring\n\tat"), said);
        assertEquals(16, said.lines().count());
    }

    @Test
    void a_short_log_is_told_as_it_is() {
        assertEquals("12:00 ERROR [x] no\nend", KeycloakServer.whatItSaid(List.of("12:00 ERROR [x] no", "end")));
    }

    @Test
    void nothing_is_told_of_an_empty_log() {
        assertEquals("", KeycloakServer.whatItSaid(List.of()));
    }
}
