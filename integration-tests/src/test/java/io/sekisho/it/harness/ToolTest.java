package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolTest {

    @Test
    void a_tool_that_fails_shows_all_that_it_has_printed() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> Tool.run(List.of("sh", "-c", "echo to stdout; echo to stderr >&2; exit 3")));
        assertTrue(failure.getMessage().contains("status 3"), failure.getMessage());
        assertTrue(failure.getMessage().contains("to stdout"), failure.getMessage());
        assertTrue(failure.getMessage().contains("to stderr"), failure.getMessage());
    }

    @Test
    void of_a_tool_that_succeeds_only_the_result_is_taken() {
        assertEquals("7", Tool.run(List.of("sh", "-c", "echo a warning >&2; echo \" $SEVEN \""), Map.of("SEVEN", "7")));
    }
}
