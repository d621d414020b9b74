package io.sekisho.credential.carried;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sekisho.credential.carried.CarriedState.Suspension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.credential.CredentialModel;

class CarriedStateTest {

    private static final Suspension SUSPENSION = new Suspension(1_763_712_000_000L, 5, 35);
    private static final CarriedState BOTH = new CarriedState(true, SUSPENSION);
    private static final String SEALED = "{\"value\":\"sekisho1.k1.AbC-_9\"}";
    private static final String HASH =
            "{\"algorithm\":\"argon2\",\"hashIterations\":5,\"additionalParameters\":{\"type\":[\"id\"]},\"temporary\":true}";

    private static CredentialModel credential(String type, String secretData, String credentialData) {
        CredentialModel credential = new CredentialModel();
        credential.setType(type);
        credential.setSecretData(secretData);
        credential.setCredentialData(credentialData);
        return credential;
    }

    @Test
    void anOtpCarriesItBehindTheSealedSeed() {
        CredentialModel otp = BOTH.on(credential("otp", SEALED, "{}"));

        assertEquals("{\"value\":\"sekisho1.k1.AbC-_9.lost+suspended-1763712000000-5-35\"}", otp.getSecretData());
        assertEquals(BOTH, CarriedState.of(otp));
        assertEquals(
                "{\"value\":\"sekisho1.k1.AbC-_9.suspended-1763712000000-5-35\"}",
                BOTH.withLost(false).on(otp).getSecretData());
        assertEquals(
                "{\"value\":\"sekisho1.k1.AbC-_9.lost\"}",
                BOTH.withSuspension(null).on(otp).getSecretData());
        assertEquals(SEALED, CarriedState.NONE.on(otp).getSecretData());
    }

    @Test
    void aPasswordCarriesItAmongTheParametersOfItsHash() {
        CarriedState suspended = new CarriedState(false, SUSPENSION);
        CredentialModel password = suspended.on(credential("transaction-password", "{}", HASH));

        assertEquals(
                HASH.replace("[\"id\"]", "[\"id\"],\"sekisho\":[\"suspended-1763712000000-5-35\"]"),
                password.getCredentialData());
        assertEquals(suspended, CarriedState.of(password));
        assertEquals(HASH, CarriedState.NONE.on(password).getCredentialData());
        assertEquals(
                suspended,
                CarriedState.of(suspended.on(credential("transaction-password", "{}", "{\"algorithm\":\"pbkdf2\"}"))));
    }

    @Test
    void whatIsNotSealedCarriesNothing() {
        CredentialModel plain = credential("otp", "{\"value\":\"JBSWY3DPEHPK3PXP\"}", "{}");

        assertEquals(plain.getSecretData(), BOTH.on(plain).getSecretData());
        assertEquals(CarriedState.NONE, CarriedState.of(plain));
    }

    @Test
    void whatCarriesItAlreadyStaysAsItIs() {
        CredentialModel otp = BOTH.on(credential("otp", SEALED, "{}"));

        assertSame(otp, BOTH.on(otp));
    }

    @Test
    void ofTwoBothCount() {
        assertEquals(BOTH, new CarriedState(true, null).and(new CarriedState(false, SUSPENSION)));
        assertEquals(BOTH, BOTH.and(new CarriedState(false, new Suspension(1, 1, 1))));
        assertEquals(CarriedState.NONE, CarriedState.NONE.and(CarriedState.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "found",
                "lost-",
                "suspended-1-2",
                "suspended-x-1-1",
                "suspended-9999999999999999999-1-1",
                "suspended-1-1-1+lost"
            })
    void aTextThatIsNotOursIsNothing(String text) {
        assertEquals(CarriedState.NONE, CarriedState.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "[]", "{\"value\":1}", "{\"additionalParameters\":7}"})
    void dataThatCannotBeReadCarryNothing(String data) {
        for (String type : new String[] {"otp", "transaction-password"}) {
            assertEquals(CarriedState.NONE, CarriedState.of(credential(type, data, data)));
        }
        assertEquals(CarriedState.NONE, CarriedState.of(credential("transaction-password", null, null)));
    }
}
