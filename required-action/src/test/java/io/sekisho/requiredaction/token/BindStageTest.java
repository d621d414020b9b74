package io.sekisho.requiredaction.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.institution.EnrolmentProof;
import io.sekisho.institution.ReplacementProof;
import io.sekisho.requiredaction.walk.Proof;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindStageTest {

    /** More than a look asks. */
    private static final int QUESTIONS = 10;

    @ParameterizedTest
    @CsvSource({
        "TRANSACTION_PASSWORD, true, PROOF",
        "TRANSACTION_PASSWORD, false, PROOF",
        "NONE, true, TOKEN",
        // A link that the staff have had mailed proves nothing.
        "NONE, false, PROOF"
    })
    void a_first_token_asks_for_what_the_institution_has_set(
            EnrolmentProof asked, boolean loggedIn, BindStage expected) {
        Customer customer = new Customer();
        customer.enrolmentProof = asked;
        customer.loggedIn = loggedIn;
        assertEquals(expected, BindStage.of(customer));
        customer.proved.add(Proof.TRANSACTION_PASSWORD);
        assertEquals(BindStage.TOKEN, BindStage.of(customer));
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSACTION_PASSWORD, true, PROOF, TRANSACTION_PASSWORD",
        "MAIL_CODE, true, MAIL, MAIL_CODE",
        "MAIL_CODE, false, MAIL, MAIL_CODE",
        "NONE, true, TOKEN,",
        "NONE, false, PROOF, TRANSACTION_PASSWORD"
    })
    void a_replacement_asks_for_a_proof_of_its_own(
            ReplacementProof asked, boolean loggedIn, BindStage expected, Proof proof) {
        Customer customer = new Customer();
        customer.inUse = true;
        customer.replacementProof = asked;
        customer.loggedIn = loggedIn;
        assertEquals(expected, BindStage.of(customer));
        assertEquals(expected == BindStage.TOKEN, BindStage.proved(customer, true));
        if (proof != null) {
            customer.proved.addAll(EnumSet.complementOf(EnumSet.of(proof)));
            assertEquals(expected, BindStage.of(customer), "another proof does not do");
            assertFalse(BindStage.proved(customer, true));
            customer.proved.add(proof);
            assertEquals(BindStage.TOKEN, BindStage.of(customer));
            assertTrue(BindStage.proved(customer, true));
        }
    }

    @Test
    void the_next_code_is_asked_for_after_the_proof() {
        Customer customer = new Customer();
        customer.nextCodeAwaited = true;
        assertEquals(BindStage.PROOF, BindStage.of(customer));
        customer.proved.add(Proof.TRANSACTION_PASSWORD);
        assertEquals(BindStage.NEXT, BindStage.of(customer));
    }

    @Test
    void a_token_is_a_receipt_only_to_the_walk_that_has_bound_it() {
        Customer customer = new Customer();
        customer.proved.add(Proof.TRANSACTION_PASSWORD);
        customer.bind();
        assertEquals(BindStage.MAIL, BindStage.of(customer));
        customer.here = true;
        assertEquals(BindStage.RECEIPT, BindStage.of(customer));
    }

    @Test
    void a_binding_by_the_same_form_sent_twice_never_asks_for_the_proof_of_a_replacement() {
        IntStream.range(0, QUESTIONS).forEach(question -> {
            Customer customer = new Customer();
            customer.proved.add(Proof.TRANSACTION_PASSWORD);
            customer.here = true;
            customer.boundBeforeQuestion = question;
            BindStage stage = BindStage.of(customer);
            assertTrue(
                    Set.of(BindStage.TOKEN, BindStage.RECEIPT).contains(stage),
                    stage + " if it is bound before question " + question);
        });
    }

    /** A customer whose token may be bound by another request before any of the questions. */
    private static final class Customer implements BindStage.Facts {

        private final Set<Proof> proved = EnumSet.noneOf(Proof.class);
        private boolean inUse;
        /** Whether it is this walk in which it is bound. */
        private boolean here;

        private EnrolmentProof enrolmentProof = EnrolmentProof.TRANSACTION_PASSWORD;
        private ReplacementProof replacementProof = ReplacementProof.MAIL_CODE;
        private boolean loggedIn = true;
        private boolean nextCodeAwaited;
        private int boundBeforeQuestion = -1;
        private int question;

        private void bind() {
            inUse = true;
        }

        private Customer asked() {
            if (question++ == boundBeforeQuestion) {
                bind();
            }
            return this;
        }

        @Override
        public boolean inUse() {
            return asked().inUse;
        }

        @Override
        public boolean boundHere() {
            return asked().inUse && here;
        }

        @Override
        public EnrolmentProof enrolmentProof() {
            return asked().enrolmentProof;
        }

        @Override
        public ReplacementProof replacementProof() {
            return asked().replacementProof;
        }

        @Override
        public boolean loggedIn() {
            return asked().loggedIn;
        }

        @Override
        public boolean proved(Proof proof) {
            return asked().proved.contains(proof);
        }

        @Override
        public boolean nextCodeAwaited() {
            return asked().nextCodeAwaited;
        }
    }
}
