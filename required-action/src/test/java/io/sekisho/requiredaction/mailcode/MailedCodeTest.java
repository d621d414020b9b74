package io.sekisho.requiredaction.mailcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MailedCodeTest {

    private static final long MAILED_AT = 1_795_132_800_000L;
    private static final MailedCode CODE = new MailedCode("sekisho1.dev.c2VhbGVk", MAILED_AT, "5b2c");

    @Test
    void a_code_is_good_for_ten_minutes_and_not_a_moment_longer() {
        assertFalse(CODE.expired(MAILED_AT));
        assertFalse(CODE.expired(MAILED_AT + 600_000));
        assertTrue(CODE.expired(MAILED_AT + 600_001));
    }

    @Test
    void a_clock_that_steps_back_does_not_void_it() {
        assertFalse(CODE.expired(MAILED_AT - 30_000));
    }

    @Test
    void another_one_can_be_sent_after_the_institutions_waiting_time() {
        assertEquals(MAILED_AT + 60_000, CODE.mailableFrom(60));
        assertEquals(MAILED_AT, CODE.mailableFrom(0));
    }

    @Test
    void what_is_remembered_is_what_was_sent() {
        assertEquals(CODE, MailedCode.of(CODE.note()));
        MailedCode spaced = new MailedCode("a sealed value", MAILED_AT, "5b2c");
        assertEquals(spaced, MailedCode.of(spaced.note()));
    }
}
