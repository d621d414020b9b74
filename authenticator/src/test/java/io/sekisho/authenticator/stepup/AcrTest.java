package io.sekisho.authenticator.stepup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcrTest {

    private static final Map<String, Integer> NAMES = Map.of("password", 1, "transaction-password", 2, "otp", 3);
    private static final Map<Integer, Integer> MAX_AGES = Map.of(1, 36_000, 2, 0, 3, 0);

    @ParameterizedTest
    @CsvSource({"1, password", "2, transaction-password", "3, otp"})
    void a_level_is_called_by_its_name_whatever_was_asked_for(int level, String name) {
        for (String asked : List.of("password", "transaction-password", "otp", "2", "gold", "")) {
            assertEquals(name, Acr.of(level, NAMES, List.of(asked)));
        }
        assertEquals(name, Acr.of(level, NAMES, List.of()));
    }

    @Test
    void a_level_without_a_name_is_no_lower_one() {
        assertEquals("0", Acr.of(0, NAMES, List.of("password")));
        assertEquals("4", Acr.of(4, NAMES, List.of("otp")));
    }

    @Test
    void of_two_names_for_a_level_that_is_taken_which_was_asked_for() {
        Map<String, Integer> two = Map.of("urn:bank:otp", 3, "otp", 3);

        assertEquals("urn:bank:otp", Acr.of(3, two, List.of("password", "urn:bank:otp")));
        assertEquals("otp", Acr.of(3, two, List.of("password")));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 1", "3, 1", "9, 1"})
    void a_step_up_does_not_last_and_the_login_below_it_does(int level, int left) {
        assertEquals(left, Acr.lasting(level, MAX_AGES));
    }

    @Test
    void a_flow_in_which_nothing_lasts_leaves_nothing() {
        assertEquals(0, Acr.lasting(3, Map.of(2, 0, 3, 0)));
    }

    @Test
    void a_flow_without_levels_says_nothing_about_how_long_they_hold() {
        assertEquals(1, Acr.lasting(1, Map.of()));
    }
}
