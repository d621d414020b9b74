package io.sekisho.requiredaction.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisplayStageTest {

    @Test
    void a_key_is_shown_after_the_proof() {
        assertEquals(RedisplayStage.PROOF, RedisplayStage.of(Optional.empty(), null, "first"));
        assertEquals(RedisplayStage.SHOWN, RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), "first", "first"));
    }

    @Test
    void the_proof_for_one_key_does_not_show_the_key_of_an_application_since() {
        assertEquals(RedisplayStage.PROOF, RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), "first", "second"));
        assertEquals(RedisplayStage.PROOF, RedisplayStage.of(Optional.of(RedisplayStage.SHOWN), null, "second"));
    }
}
