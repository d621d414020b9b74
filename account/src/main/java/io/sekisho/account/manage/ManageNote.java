package io.sekisho.account.manage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.util.JsonSerialization;

/**
 * What the page after a form has to say, kept in the manager's session until it has been said: every form is answered
 * by a redirect, so that a reload sends nothing again. There is one at a time, of the last form.
 *
 * @param task      of the form
 * @param userId    of the user that it was about
 * @param done      whether the task was done; else the errors say why not
 * @param shown whether the result has been shown; kept so that a reload, or the form sent twice, is not taken for an
 *     error
 * @param notBefore from when on a new token can be issued, in milliseconds of the epoch; null if there is nothing to
 *     wait for
 * @param errors    of the form's fields
 */
record ManageNote(
        ManageTask task, String userId, boolean done, boolean shown, Long notBefore, List<FormMessage> errors) {

    private static final String NAME = "sekisho-manage";

    static ManageNote done(ManageTask task, String userId, Long notBefore) {
        return new ManageNote(task, userId, true, false, notBefore, List.of());
    }

    static ManageNote refused(ManageTask task, String userId, List<FormMessage> errors) {
        return new ManageNote(task, userId, false, false, null, errors);
    }

    /** The one of this task and user. */
    static Optional<ManageNote> find(UserSessionModel session, ManageTask task, String userId) {
        String json = session.getNote(NAME);
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonSerialization.readValue(json, ManageNote.class))
                    .filter(note -> note.task == task && note.userId.equals(userId));
        } catch (IOException e) {
            // Written by another version of this program, before an update.
            session.removeNote(NAME);
            return Optional.empty();
        }
    }

    void keep(UserSessionModel session) {
        try {
            session.setNote(NAME, JsonSerialization.writeValueAsString(this));
        } catch (IOException e) {
            throw new IllegalStateException("a message is always JSON", e);
        }
    }

    /** It has been said. */
    void said(UserSessionModel session) {
        if (done) {
            new ManageNote(task, userId, true, true, notBefore, errors).keep(session);
        } else {
            session.removeNote(NAME);
        }
    }
}
