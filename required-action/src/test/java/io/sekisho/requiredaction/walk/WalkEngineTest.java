package io.sekisho.requiredaction.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.requiredaction.walk.FakeWalk.FakeStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WalkEngineTest {

    private static final String OUT_OF_ORDER = "sekishoStepOutOfOrder";

    /** What a form may name as its step: those of all walks, and what nobody would name. */
    private static final List<String> STEPS = Arrays.asList(
            "proof",
            "mail",
            "set",
            "register",
            "confirm",
            "receipt",
            "token",
            "next",
            "wait",
            "in-use",
            "issue",
            "shown",
            "update",
            "refused",
            "",
            "PROOF",
            "CONFIRM",
            "RECEIPT",
            " confirm",
            "5",
            null);

    private final FakeWalk walk = new FakeWalk();
    private final FakeWalkContext tab = new FakeWalkContext();

    private Answer<FakeStage> show() {
        return WalkEngine.show(walk, tab);
    }

    private Answer<FakeStage> take(String step) {
        return WalkEngine.take(walk, tab.with(step));
    }

    private static Answer<FakeStage> page(FakeStage stage) {
        return new Answer.Page<>(stage);
    }

    private static final Answer<FakeStage> DUE = new Answer.Due<>();

    private void walkTo(FakeStage stage) {
        assertEquals(page(FakeStage.PROOF), show());
        for (FakeStage before : FakeStage.values()) {
            if (before.ordinal() < stage.ordinal()) {
                assertEquals(DUE, take(before.step()));
            }
        }
        assertEquals(page(stage), show());
        walk.taken.clear();
    }

    // Order

    @Test
    void each_form_leads_to_the_next_page_and_the_last_one_ends_the_walk() {
        walkTo(FakeStage.RECEIPT);
        assertEquals(new Answer.Over<FakeStage>(Outcome.FINISH), take("receipt"));
        assertEquals(Map.of(), tab.session, "nothing of the walk is remembered");
    }

    @ParameterizedTest
    @EnumSource(FakeStage.class)
    void a_form_of_another_step_changes_nothing_and_leads_to_the_page_that_is_due(FakeStage stage) {
        walkTo(stage);
        for (String step : STEPS) {
            if (!stage.step().equals(step)) {
                Map<String, String> before = Map.copyOf(tab.session);
                assertEquals(DUE, take(step), step);
                assertEquals(page(stage), show(), step);
                assertEquals(OUT_OF_ORDER, tab.messages(), step);
                tab.session.remove(FakeWalkContext.ACTION + ".flashStage");
                assertEquals(before, tab.session, step);
            }
        }
        assertEquals(List.of(), walk.taken);
    }

    @Test
    void a_form_that_is_sent_twice_is_taken_once() {
        walkTo(FakeStage.CONFIRM);
        assertEquals(DUE, take("confirm"));
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(FakeStage.CONFIRM), walk.taken);
        assertEquals(page(FakeStage.RECEIPT), show());
    }

    @Test
    void a_stale_page_of_a_walk_that_is_over_is_of_no_use() {
        walkTo(FakeStage.CONFIRM);
        tab.leaving = true;
        take("confirm");
        tab.leaving = false;
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(), walk.taken);
        assertEquals(page(FakeStage.PROOF), show());
    }

    @Test
    void a_reload_shows_the_same_page_and_changes_nothing() {
        walkTo(FakeStage.CONFIRM);
        Map<String, String> before = Map.copyOf(tab.session);
        assertEquals(page(FakeStage.CONFIRM), show());
        assertEquals(before, tab.session);
    }

    @Test
    void a_second_tab_has_a_proof_of_its_own_and_the_receipt_of_the_first() {
        walkTo(FakeStage.CONFIRM);
        FakeWalkContext second = new FakeWalkContext();
        assertEquals(page(FakeStage.PROOF), WalkEngine.show(walk, second));
        assertEquals(DUE, WalkEngine.take(walk, second.with("confirm")));
        assertEquals(List.of(), walk.taken, "the first tab's proof is none of the second");

        take("confirm");
        assertEquals(DUE, WalkEngine.take(walk, second.with("proof")));
        assertEquals(List.of(FakeStage.CONFIRM), walk.taken);
        assertEquals(page(FakeStage.RECEIPT), WalkEngine.show(walk, second));
        assertEquals(OUT_OF_ORDER, second.messages());
    }

    @Test
    void a_form_that_the_walk_answers_with_another_login_ends_it() {
        walkTo(FakeStage.RECEIPT);
        walk.end = Outcome.LOGIN_AGAIN;
        assertEquals(new Answer.Over<FakeStage>(Outcome.LOGIN_AGAIN), take("receipt"));
        assertEquals(Map.of(), tab.session);
    }

    // Leaving

    @ParameterizedTest
    @EnumSource(FakeStage.class)
    void whoever_leaves_leaves_nothing_whatever_the_form_holds(FakeStage stage) {
        walkTo(stage);
        tab.leaving = true;
        for (String step : List.of(stage.step(), "receipt", "nothing")) {
            assertEquals(new Answer.Over<FakeStage>(Outcome.LEAVE), take(step));
            assertEquals(List.of(), walk.taken);
            assertEquals(Map.of(), tab.session);
        }
    }

    @Test
    void a_walk_that_is_refused_is_left_by_its_button_where_the_customer_has_started_it() {
        walkTo(FakeStage.CONFIRM);
        walk.refusal = new Refusal("no");
        assertEquals(new Answer.Refused<FakeStage>(walk.refusal), show());
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(), walk.taken);

        tab.startedByCustomer = false;
        assertEquals(DUE, take("refused"));
        tab.startedByCustomer = true;
        assertEquals(new Answer.Over<FakeStage>(Outcome.LEAVE), take("refused"));
        assertEquals(Map.of(), tab.session);
    }

    // Proofs

    @Test
    void a_proof_dies_with_what_it_was_given_with() {
        walkTo(FakeStage.CONFIRM);
        tab.bases.put(Proof.TRANSACTION_PASSWORD, "2");
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(), walk.taken);
        assertEquals(page(FakeStage.PROOF), show());
        take("proof");
        assertEquals(page(FakeStage.CONFIRM), show());
    }

    @Test
    void a_proof_of_one_kind_is_none_of_another() {
        tab.prove(Proof.MAIL_CODE, "1");
        assertFalse(tab.isProved(Proof.TRANSACTION_PASSWORD));
        tab.unprove(Proof.TRANSACTION_PASSWORD);
        tab.bases.put(Proof.MAIL_CODE, "1");
        assertTrue(tab.isProved(Proof.MAIL_CODE));
        tab.unprove(Proof.MAIL_CODE);
        assertFalse(tab.isProved(Proof.MAIL_CODE));
    }

    // Whose walk it is

    @Test
    void a_session_that_somebody_else_has_prepared_brings_no_progress_along() {
        walkTo(FakeStage.CONFIRM);
        tab.userId = "hanako";
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(), walk.taken);
        assertEquals(page(FakeStage.PROOF), show());
        tab.session.remove(FakeWalkContext.ACTION + ".flash");
        tab.session.remove(FakeWalkContext.ACTION + ".flashStage");
        assertEquals(Map.of(FakeWalkContext.ACTION + ".owner", "hanako"), tab.session);
    }

    @ParameterizedTest
    @EnumSource(Interruption.class)
    void what_interrupts_a_walk_shows_and_changes_nothing_of_it(Interruption interruption) {
        walkTo(FakeStage.CONFIRM);
        Map<String, String> before = Map.copyOf(tab.session);
        tab.ofThisBrowser = interruption != Interruption.OTHER_BROWSER;
        tab.loginOver = interruption != Interruption.OVERTAKEN;
        tab.overtaken = true;
        walk.refusal = new Refusal("no");
        Answer<FakeStage> interrupted = new Answer.Interrupted<>(interruption);

        assertEquals(interrupted, show());
        assertEquals(interrupted, take("confirm"));
        assertEquals(interrupted, take("refused"));
        tab.leaving = true;
        assertEquals(interrupted, take("confirm"));
        assertEquals(List.of(), walk.taken);
        assertEquals(before, tab.session);
    }

    @Test
    void a_form_of_a_page_from_before_an_update_is_not_taken_and_the_page_begins_the_walk() {
        walkTo(FakeStage.CONFIRM);
        tab.begun = false;
        // Nothing is known of it yet.
        tab.ofThisBrowser = false;
        assertEquals(DUE, take("confirm"));
        assertEquals(List.of(), walk.taken);
        assertFalse(tab.begun, "whoever sends the form need not be whoever began");
        tab.ofThisBrowser = true;
        assertEquals(page(FakeStage.CONFIRM), show());
        assertTrue(tab.begun);
    }

    // Messages

    @Test
    void an_error_is_said_once_and_on_the_page_of_its_field() {
        walkTo(FakeStage.PROOF);
        tab.with("proof").form.put("password", "wrong");
        assertEquals(DUE, WalkEngine.take(walk, tab));
        assertEquals(page(FakeStage.PROOF), show());
        assertEquals("password: wrong", tab.messages());
        assertEquals("", tab.messages());

        WalkEngine.take(walk, tab);
        tab.goTo(FakeStage.CONFIRM);
        assertEquals("", tab.messages(), "another page has other fields");
    }

    @Test
    void a_remark_is_said_on_whatever_page_follows_unless_it_was_taken_back() {
        tab.showRemark("remark");
        tab.goTo(FakeStage.CONFIRM);
        assertEquals("remark", tab.messages());
        tab.showRemark("remark");
        tab.dropRemark();
        assertEquals("", tab.messages());
    }

    // Rolling upgrades

    @Test
    void the_notes_have_the_names_that_nodes_of_other_versions_know() {
        List<String> names = new ArrayList<>();
        for (WalkNote note : WalkNote.values()) {
            tab.note(note, "x");
        }
        tab.session.keySet().stream().sorted().forEach(names::add);
        assertEquals(
                List.of(
                        "sekisho-test.address",
                        "sekisho-test.credential",
                        "sekisho-test.flash",
                        "sekisho-test.flashStage",
                        "sekisho-test.mailCode",
                        "sekisho-test.owner",
                        "sekisho-test.pending",
                        "sekisho-test.proved",
                        "sekisho-test.replaced",
                        "sekisho-test.seed",
                        "sekisho-test.seedParameters",
                        "sekisho-test.stage",
                        "sekisho-test.temporary",
                        "sekisho-test.token"),
                names);
        assertInstanceOf(Answer.Page.class, show());
    }

    @Test
    void what_a_node_of_another_version_has_noted_is_understood() {
        tab.session.putAll(Map.of(
                "sekisho-test.owner", "taro",
                "sekisho-test.stage", "confirm",
                "sekisho-test.proved", "TRANSACTION_PASSWORD 1",
                "sekisho-test.flash", "[{\"field\":\"otp\",\"message\":\"wrong\",\"parameters\":null}]",
                "sekisho-test.flashStage", "confirm"));
        assertEquals(page(FakeStage.CONFIRM), show());
        assertEquals("otp: wrong", tab.messages());
    }
}
