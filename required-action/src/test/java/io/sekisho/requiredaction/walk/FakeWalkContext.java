package io.sekisho.requiredaction.walk;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.utils.FormMessage;

/** One tab of a customer's browser, without a server. What several tabs share is given to each. */
final class FakeWalkContext implements WalkContext, Origin {

    static final String ACTION = "sekisho-test";

    /** What the authentication session remembers, by the full names of its notes. */
    final Map<String, String> session = new HashMap<>();
    /** The fields of the form under way. */
    final Map<String, String> form = new HashMap<>();
    /** What each proof would be given with now. */
    final Map<Proof, String> bases = new EnumMap<>(Map.of(Proof.TRANSACTION_PASSWORD, "1", Proof.MAIL_CODE, "a@b"));

    String userId = "taro";
    boolean begun = true;
    boolean ofThisBrowser = true;
    boolean loginOver;
    boolean overtaken;
    boolean startedByCustomer = true;
    boolean leaving;

    private final WalkNotes notes = new WalkNotes(
            new WalkNotes.Store() {
                @Override
                public String get(String name) {
                    return session.get(name);
                }

                @Override
                public void set(String name, String value) {
                    session.put(name, value);
                }

                @Override
                public void remove(String name) {
                    session.remove(name);
                }
            },
            ACTION);

    /** With a form of a step; null names none. */
    FakeWalkContext with(String step) {
        form.clear();
        form.put("step", step);
        return this;
    }

    /** The messages of the page that is shown next, a remark first. */
    String messages() {
        StringBuilder said = new StringBuilder();
        notes.takeMessages()
                .ifPresent(messages -> messages.forEach(message -> said.append(
                        FormMessage.GLOBAL.equals(message.getField())
                                ? message.getMessage()
                                : message.getField() + ": " + message.getMessage())));
        return said.toString();
    }

    @Override
    public String userId() {
        return userId;
    }

    @Override
    public String posted(String field) {
        return form.get(field);
    }

    @Override
    public WalkNotes notes() {
        return notes;
    }

    @Override
    public Origin origin() {
        return this;
    }

    @Override
    public boolean overtaken() {
        return overtaken;
    }

    @Override
    public boolean startedByCustomer() {
        return startedByCustomer;
    }

    @Override
    public boolean leaving() {
        return leaving;
    }

    @Override
    public String presentBasis(Proof proof) {
        return bases.get(proof);
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void begin() {
        begun = true;
    }

    @Override
    public void keep() {
        // A browser that is kept stays the one it is.
    }

    @Override
    public boolean isOfThisBrowser() {
        return ofThisBrowser;
    }

    @Override
    public boolean isLoginOver() {
        return loginOver;
    }
}
