package io.sekisho.requiredaction.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenIssueStageTest {

    /** More than a look asks. */
    private static final int QUESTIONS = 10;

    @Test
    void a_walk_begins_with_the_proof_and_goes_on_to_the_issue() {
        Customer customer = new Customer();
        customer.proofDue = true;
        assertEquals(TokenIssueStage.PROOF, TokenIssueStage.of(customer));
        customer.proofDue = false;
        assertEquals(TokenIssueStage.ISSUE, TokenIssueStage.of(customer));
    }

    @Test
    void the_confirmation_is_shown_to_a_walk_that_has_come_to_it_while_there_is_an_issue() {
        Customer customer = new Customer();
        customer.issued = true;
        assertEquals(TokenIssueStage.ISSUE, TokenIssueStage.of(customer));
        customer.confirming = true;
        assertEquals(TokenIssueStage.CONFIRM, TokenIssueStage.of(customer));
        customer.issued = false;
        assertEquals(TokenIssueStage.ISSUE, TokenIssueStage.of(customer));
    }

    @Test
    void the_proof_is_asked_for_before_the_confirmation_too() {
        Customer customer = new Customer();
        customer.issued = true;
        customer.confirming = true;
        customer.proofDue = true;
        assertEquals(TokenIssueStage.PROOF, TokenIssueStage.of(customer));
    }

    @Test
    void after_a_revocation_there_is_nothing_but_the_wait() {
        Customer customer = new Customer();
        customer.waiting = true;
        customer.proofDue = true;
        assertEquals(TokenIssueStage.WAIT, TokenIssueStage.of(customer));
    }

    @Test
    void a_token_in_use_is_a_receipt_only_to_the_walk_that_has_confirmed_it() {
        Customer customer = new Customer();
        customer.issued = true;
        customer.confirming = true;
        customer.confirm();
        assertEquals(TokenIssueStage.IN_USE, TokenIssueStage.of(customer));
        customer.confirmedHere = true;
        assertEquals(TokenIssueStage.RECEIPT, TokenIssueStage.of(customer));
    }

    @Test
    void a_confirmation_by_a_parallel_request_never_leads_back_to_the_issue() {
        IntStream.range(0, QUESTIONS).forEach(question -> {
            Customer customer = new Customer();
            customer.issued = true;
            customer.confirming = true;
            customer.confirmedHere = true;
            customer.confirmedBeforeQuestion = question;
            Set<TokenIssueStage> right = EnumSet.of(TokenIssueStage.CONFIRM, TokenIssueStage.RECEIPT);
            TokenIssueStage stage = TokenIssueStage.of(customer);
            assertTrue(right.contains(stage), stage + " if it is confirmed before question " + question);
        });
    }

    /** A customer whose token may be confirmed by another request before any of the questions. */
    private static final class Customer implements TokenIssueStage.Facts {

        private boolean issued;
        private boolean inUse;
        private boolean confirmedHere;
        private boolean waiting;
        private boolean proofDue;
        private boolean confirming;
        private int confirmedBeforeQuestion = -1;
        private int question;

        private void confirm() {
            issued = false;
            inUse = true;
        }

        private Customer asked() {
            if (question++ == confirmedBeforeQuestion) {
                confirm();
            }
            return this;
        }

        @Override
        public boolean issued() {
            return asked().issued;
        }

        @Override
        public boolean inUse() {
            return asked().inUse;
        }

        @Override
        public boolean confirmedHere() {
            return asked().confirmedHere;
        }

        @Override
        public boolean waiting() {
            return asked().waiting;
        }

        @Override
        public boolean proofDue() {
            return asked().proofDue;
        }

        @Override
        public boolean confirming() {
            return asked().confirming;
        }
    }
}
