package io.sekisho.requiredaction.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisplayStageTest {

    @Test
    void a_key_is_shown_after_the_proof() {
        assertEquals(RedisplayStage.PROOF, RedisplayStage.of(Optional.empty(), Optional.empty(), List.of("first")));
        assertEquals(
                RedisplayStage.SHOWN,
                RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), Optional.of("first"), List.of("first")));
    }

    @Test
    void the_proof_for_one_key_does_not_show_the_key_of_an_application_since() {
        assertEquals(
                RedisplayStage.PROOF,
                RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), Optional.of("first"), List.of("second")));
        assertEquals(
                RedisplayStage.PROOF,
                RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), Optional.empty(), List.of("second")));
    }

    @Test
    void the_key_of_each_of_several_devices_is_shown_after_the_proof_for_it() {
        assertEquals(
                RedisplayStage.SHOWN,
                RedisplayStage.of(
                        Optional.of(RedisplayStage.SHOWN), Optional.of("second"), List.of("first", "second")));
    }
}
