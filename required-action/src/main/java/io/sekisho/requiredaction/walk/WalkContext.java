package io.sekisho.requiredaction.walk;

import java.util.List;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;

/** What a walk is gone in: one request of one customer, and what is remembered of the requests before. */
public interface WalkContext {

    /** The customer's. */
    String userId();

    /** A field of the posted form; null if it was not sent. */
    String posted(String field);

    WalkNotes notes();

    Origin origin();

    /** Whether the login under way was let through without a code that it would be asked for by now. */
    boolean overtaken();

    /** Whether the customer has started the walk, and so may leave it; false if it is enforced at a login. */
    boolean startedByCustomer();

    /** Whether this very form leaves the walk, and Keycloak has not seen to it by itself. */
    boolean leaving();

    /** What a proof would be given with now; to be asked before it is checked. */
    String presentBasis(Proof proof);

    default String note(WalkNote note) {
        return notes().get(note);
    }

    default void note(WalkNote note, String value) {
        notes().set(note, value);
    }

    default void removeNote(WalkNote note) {
        notes().remove(note);
    }

    /** The stage that was noted; empty at the beginning. */
    default <S extends Enum<S> & Stage> Optional<S> notedStage(Class<S> stages) {
        return Stage.of(stages, note(WalkNote.STAGE));
    }

    /** Whether the walk was brought to a stage. */
    default boolean hasComeTo(Stage stage) {
        return stage.step().equals(note(WalkNote.STAGE));
    }

    /** Brings the walk to a stage. */
    default void goTo(Stage stage) {
        note(WalkNote.STAGE, stage.step());
    }

    /**
     * Remembers that the customer has given a proof.
     *
     * @param basis what it was given with
     */
    default void prove(Proof proof, String basis) {
        notes().prove(proof, basis);
    }

    /** Forgets a proof that is not what is asked for any more. */
    default void unprove(Proof proof) {
        if (provedBasis(proof).isPresent()) {
            removeNote(WalkNote.PROVED);
        }
    }

    /** What a proof was given with that the customer has given in this walk, whether that is still there or not. */
    default Optional<String> provedBasis(Proof proof) {
        return notes().provedBasis(proof);
    }

    /** Whether the customer has given this proof in this walk, and what it was given with is still there. */
    default boolean isProved(Proof proof) {
        return provedBasis(proof).filter(presentBasis(proof)::equals).isPresent();
    }

    /**
     * Has the next page show an error at one of its fields; if it is of the same stage as now, for another one has
     * other fields.
     */
    default void showError(FormMessage message) {
        showErrors(List.of(message));
    }

    /** The same for several fields. */
    default void showErrors(List<FormMessage> messages) {
        notes().leaveMessages(messages);
    }

    /** Has the next page begin with a remark that is no error. */
    default void showRemark(String messageKey) {
        showError(new FormMessage(FormMessage.GLOBAL, messageKey));
    }

    /** Takes back what the next page was to say. */
    default void dropRemark() {
        removeNote(WalkNote.MESSAGES);
    }
}
