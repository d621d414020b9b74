package io.sekisho.requiredaction.walk;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.util.JsonSerialization;

/**
 * What is remembered of one walk on the server, between its pages.
 *
 * <p>Notes are named after the action, so that no other action or flow step reads them, and are void for any other
 * user: a session that somebody else prepared brings no progress along.
 *
 * <p>Each is a note of its own in the session, under the name that it has always had. One note for all of them would
 * break a walk that is under way during a rolling upgrade: a node of the version before would find none of it, and the
 * next newer node nothing of what that one has done.
 *
 * @param store where they are kept
 * @param action whose walk it is
 */
public record WalkNotes(Store store, String action) {

    /** Notes of a session, by their full names; null for one that is not there. */
    public interface Store {

        String get(String name);

        void set(String name, String value);

        void remove(String name);
    }

    /** Forgets a walk of anybody else. */
    void claim(String userId) {
        if (!userId.equals(get(WalkNote.OWNER))) {
            forget();
            set(WalkNote.OWNER, userId);
        }
    }

    /** Forgets the whole walk. */
    public void forget() {
        Arrays.stream(WalkNote.values()).forEach(this::remove);
    }

    /** Null if there is none. */
    public String get(WalkNote note) {
        return store.get(name(note));
    }

    public void set(WalkNote note, String value) {
        store.set(name(note), value);
    }

    public void remove(WalkNote note) {
        store.remove(name(note));
    }

    private String name(WalkNote note) {
        return action + "." + note.key();
    }

    /** Remembers a proof, and what it was given with. */
    void prove(Proof proof, String basis) {
        set(WalkNote.PROVED, proof + " " + basis);
    }

    /** What a proof was given with, if it was given. */
    Optional<String> provedBasis(Proof proof) {
        return Optional.ofNullable(get(WalkNote.PROVED))
                .filter(proved -> proved.startsWith(proof + " "))
                .map(proved -> proved.substring(proof.name().length() + 1));
    }

    /** Leaves to the next page what it is to say. */
    void leaveMessages(List<FormMessage> messages) {
        try {
            set(WalkNote.MESSAGES, JsonSerialization.writeValueAsString(messages));
            set(WalkNote.MESSAGES_STAGE, stage());
        } catch (IOException e) {
            throw new IllegalStateException("a message is always JSON", e);
        }
    }

    /**
     * What this page is to say, once; empty if nothing was left. What is about a field is for the stage at which it was
     * left, for another one has other fields.
     */
    public Optional<List<FormMessage>> takeMessages() {
        String messages = get(WalkNote.MESSAGES);
        if (messages == null) {
            return Optional.empty();
        }
        remove(WalkNote.MESSAGES);
        boolean sameFields = stage().equals(get(WalkNote.MESSAGES_STAGE));
        try {
            return Optional.of(Arrays.stream(JsonSerialization.readValue(messages, FormMessage[].class))
                    .filter(message -> sameFields || FormMessage.GLOBAL.equals(message.getField()))
                    .toList());
        } catch (IOException e) {
            throw new IllegalStateException("was written above", e);
        }
    }

    private String stage() {
        return Objects.requireNonNullElse(get(WalkNote.STAGE), "");
    }
}
