package io.sekisho.credential.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.models.credential.OTPCredentialModel;

class OtpDevicesTest {

    private static OTPCredentialModel device(String id, int digits) {
        OTPCredentialModel device = OTPCredentialModel.createTOTP("secret", digits, 30, "HmacSHA1");
        device.setId(id);
        return device;
    }

    private static OtpDevices chosen(String posted) {
        return OtpDevices.of(Stream.of(device("iPhone", 6), device("iPad", 8)), posted);
    }

    @Test
    void the_first_is_chosen_until_the_customer_has_chosen() {
        for (String nothing : new String[] {null, "", " "}) {
            assertEquals("iPhone", chosen(nothing).chosenId());
            assertEquals("iPhone", chosen(nothing).getSelectedId());
            assertEquals(6, chosen(nothing).getDigits());
        }
    }

    @Test
    void the_chosen_one_says_how_many_digits_a_code_has() {
        assertEquals("iPad", chosen("iPad").chosenId());
        assertEquals("iPad", chosen("iPad").getSelectedId());
        assertEquals(8, chosen("iPad").getDigits());
    }

    @Test
    void a_code_of_one_that_is_gone_is_not_taken_for_another_ones() {
        assertEquals("gone", chosen("gone").chosenId());
        assertEquals("iPhone", chosen("gone").getSelectedId(), "which the page shows as chosen");
    }

    @Test
    void the_field_tells_the_digits_only_where_all_have_as_many() {
        assertFalse(chosen(null).isOfOneLength());
        assertTrue(
                OtpDevices.of(Stream.of(device("a", 6), device("b", 6)), null).isOfOneLength());
    }

    @Test
    void whoever_has_none_has_chosen_none() {
        OtpDevices none = OtpDevices.of(Stream.empty(), null);
        assertEquals("", none.chosenId());
        assertEquals(0, none.getDigits());
    }
}
