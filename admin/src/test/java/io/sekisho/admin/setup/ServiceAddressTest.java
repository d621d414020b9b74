package io.sekisho.admin.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "/realms/old/otp-service, /realms/new/otp-service",
        "/realms/old/otp-service*, /realms/new/otp-service*",
        "/realms/old/otp-service/*, /realms/new/otp-service/*",
        "https://bank.example/auth/realms/old/otp-service, https://bank.example/auth/realms/new/otp-service",
        "/realms/new/otp-service*, /realms/new/otp-service*",
    })
    void an_address_of_the_service_follows_the_name_of_the_realm(String before, String after) {
        assertEquals(after, ServiceAddress.renamed(before, "new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/realms/old/account", "/realms/old/otp-services", "https://bank.example/*", "*", ""})
    void any_other_address_stays(String address) {
        assertEquals(address, ServiceAddress.renamed(address, "new"));
    }

    @Test
    void a_name_is_written_as_a_path_has_it() {
        assertEquals("/realms/my%20bank/otp-service", ServiceAddress.path("my bank"));
        assertEquals("/realms/my%20bank/otp-service", ServiceAddress.renamed("/realms/old/otp-service", "my bank"));
    }
}
