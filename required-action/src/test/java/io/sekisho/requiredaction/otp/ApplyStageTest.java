package io.sekisho.requiredaction.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.requiredaction.otp.ApplyStage.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApplyStageTest {

    /** More than a look asks. */
    private static final int QUESTIONS = 10;

    @Test
    void a_walk_begins_with_the_proof_by_the_transaction_password() {
        Customer customer = new Customer();
        customer.passwordSet = true;
        customer.mailCodeDue = true;
        assertEquals(ApplyStage.PROOF, ApplyStage.of(customer));
    }

    @Test
    void a_customer_without_a_transaction_password_sets_it_after_the_code_by_mail_where_that_is_asked_for() {
        Customer customer = new Customer();
        customer.mailCodeDue = true;
        assertEquals(ApplyStage.MAIL, ApplyStage.of(customer));
        customer.mailCodeDue = false;
        assertEquals(ApplyStage.SET, ApplyStage.of(customer));
    }

    @ParameterizedTest
    @EnumSource(ApplyStage.class)
    void a_walk_stays_at_the_stage_that_it_has_come_to(ApplyStage stage) {
        Customer customer = new Customer();
        customer.noted = Optional.of(stage);
        customer.mailCodeDue = true;
        assertEquals(stage, ApplyStage.of(customer));
        customer.passwordSet = true;
        assertEquals(stage, ApplyStage.of(customer));
    }

    @ParameterizedTest
    @EnumSource(ApplyStage.class)
    void what_was_confirmed_in_this_walk_is_a_receipt_wherever_the_walk_stood(ApplyStage stage) {
        Customer customer = new Customer();
        customer.noted = Optional.of(stage);
        customer.here = true;
        customer.confirm();
        assertEquals(Use.HERE, ApplyStage.use(customer));
        assertEquals(ApplyStage.RECEIPT, ApplyStage.of(customer));
    }

    @Test
    void an_otp_from_elsewhere_is_none_of_this_walk() {
        Customer customer = new Customer();
        assertEquals(Use.NONE, ApplyStage.use(customer));
        customer.confirm();
        assertEquals(Use.ELSEWHERE, ApplyStage.use(customer));
    }

    @Test
    void a_confirmation_by_the_same_form_sent_twice_is_never_taken_for_one_from_elsewhere() {
        IntStream.range(0, QUESTIONS).forEach(question -> {
            Customer customer = new Customer();
            customer.noted = Optional.of(ApplyStage.CONFIRM);
            customer.here = true;
            customer.confirmedBeforeQuestion = question;
            assertNotEquals(Use.ELSEWHERE, ApplyStage.use(customer), "confirmed before question " + question);
            assertTrue(
                    List.of(ApplyStage.CONFIRM, ApplyStage.RECEIPT).contains(ApplyStage.of(customer)),
                    "confirmed before question " + question);
        });
    }

    @Test
    void a_confirmation_in_another_walk_is_never_a_receipt_here() {
        IntStream.range(0, QUESTIONS).forEach(question -> {
            Customer customer = new Customer();
            customer.noted = Optional.of(ApplyStage.CONFIRM);
            customer.confirmedBeforeQuestion = question;
            assertNotEquals(Use.HERE, ApplyStage.use(customer), "confirmed before question " + question);
            assertEquals(ApplyStage.CONFIRM, ApplyStage.of(customer), "confirmed before question " + question);
        });
    }

    /** A customer whose application may be confirmed by another request before any of the questions. */
    private static final class Customer implements ApplyStage.Facts {

        private boolean inUse;
        /** Whether it is this walk in which it is confirmed. */
        private boolean here;

        private Optional<ApplyStage> noted = Optional.empty();
        private boolean passwordSet;
        private boolean mailCodeDue;
        private int confirmedBeforeQuestion = -1;
        private int question;

        private void confirm() {
            inUse = true;
        }

        private Customer asked() {
            if (question++ == confirmedBeforeQuestion) {
                confirm();
            }
            return this;
        }

        @Override
        public boolean inUse() {
            return asked().inUse;
        }

        @Override
        public boolean confirmedHere() {
            return asked().inUse && here;
        }

        @Override
        public Optional<ApplyStage> noted() {
            return asked().noted;
        }

        @Override
        public boolean passwordSet() {
            return asked().passwordSet;
        }

        @Override
        public boolean mailCodeDue() {
            return asked().mailCodeDue;
        }
    }
}
