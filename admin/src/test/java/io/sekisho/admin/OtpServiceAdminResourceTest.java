package io.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtpServiceAdminResourceTest {

    @Test
    void anAddressTellsTheMethodsThatItTakes() {
        assertEquals(Set.of("GET"), OtpServiceAdminResource.methods("tokens"));
        assertEquals(Set.of("POST"), OtpServiceAdminResource.methods("tokens/A1/bind"));
        assertEquals(Set.of("GET", "PUT"), OtpServiceAdminResource.methods("settings"));
        assertEquals(Set.of("GET", "POST"), OtpServiceAdminResource.methods("companies/x/start"));
        assertEquals(Set.of("POST"), OtpServiceAdminResource.methods("users/x/otp/lift-suspension"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "users", "tokens/A1/nothing", "tokens/A1/bind/x", "settings/x", "{id}/x"})
    void whereThereIsNothingThereIsNoMethod(String path) {
        assertEquals(Set.of(), OtpServiceAdminResource.methods(path));
    }
}
