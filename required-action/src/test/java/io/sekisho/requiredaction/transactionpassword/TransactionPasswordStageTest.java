package io.sekisho.requiredaction.transactionpassword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionPasswordStageTest {

    /** More than a look asks. */
    private static final int QUESTIONS = 10;

    @Test
    void whoever_has_one_changes_it_and_needs_no_code_by_mail() {
        Customer customer = new Customer();
        customer.set = true;
        assertEquals(TransactionPasswordStage.CHANGE, TransactionPasswordStage.of(customer));
    }

    @Test
    void a_first_one_comes_after_the_code_by_mail_where_that_is_asked_for() {
        Customer customer = new Customer();
        assertEquals(TransactionPasswordStage.MAIL, TransactionPasswordStage.of(customer));
        customer.mailCodeAsked = false;
        assertEquals(TransactionPasswordStage.FIRST, TransactionPasswordStage.of(customer));
    }

    @Test
    void a_change_and_a_first_one_are_one_page() {
        assertEquals(TransactionPasswordStage.CHANGE.step(), TransactionPasswordStage.FIRST.step());
        assertEquals(TransactionPasswordStage.CHANGE.template(), TransactionPasswordStage.FIRST.template());
    }

    @Test
    void the_receipt_stays_whatever_happens_to_the_password() {
        Customer customer = new Customer();
        customer.done = true;
        assertEquals(TransactionPasswordStage.RECEIPT, TransactionPasswordStage.of(customer));
        customer.set = true;
        assertEquals(TransactionPasswordStage.RECEIPT, TransactionPasswordStage.of(customer));
    }

    @Test
    void one_that_is_deleted_between_two_questions_is_never_followed_by_a_first_one_without_its_code() {
        IntStream.range(0, QUESTIONS).forEach(question -> {
            Customer customer = new Customer();
            customer.set = true;
            customer.deletedBeforeQuestion = question;
            assertNotEquals(
                    TransactionPasswordStage.FIRST,
                    TransactionPasswordStage.of(customer),
                    "deleted before question " + question);
        });
    }

    /** A customer whose transaction password may be deleted by another request before any of the questions. */
    private static final class Customer implements TransactionPasswordStage.Facts {

        private boolean done;
        private boolean set;
        private boolean mailCodeAsked = true;
        private int deletedBeforeQuestion = -1;
        private int question;

        private Customer asked() {
            if (question++ == deletedBeforeQuestion) {
                set = false;
            }
            return this;
        }

        @Override
        public boolean done() {
            return asked().done;
        }

        @Override
        public boolean set() {
            return asked().set;
        }

        @Override
        public boolean mailCodeDue() {
            return asked().mailCodeAsked;
        }
    }
}
