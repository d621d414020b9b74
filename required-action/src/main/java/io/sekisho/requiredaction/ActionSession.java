package io.sekisho.requiredaction;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.JsonSerialization;

/**
 * One customer's walk through one action: the request, and what is remembered on the server between pages.
 *
 * <p>Notes are named after the action, so that no other action or flow step reads them, and are void for any other user:
 * a session that somebody else prepared brings no progress along.
 */
public final class ActionSession {

    /** At which page the walk stands. */
    public static final String STAGE = "stage";
    /** A sealed seed that is not yet in use. */
    public static final String SEED = "seed";
    /** The credential that a proof was for. */
    public static final String CREDENTIAL = "credential";
    /** That a temporary transaction password was proved, and has to be replaced. */
    public static final String TEMPORARY = "temporary";

    /** That the customer has given the proof that the walk asks for. */
    public static final String PROVED = "proved";
    /** What the customer typed as an e-mail address, to be shown again with what is wrong about it. */
    public static final String ADDRESS = "address";

    private static final String OWNER = "owner";
    private static final String FLASH = "flash";
    private static final String FLASH_STAGE = "flashStage";

    private final RequiredActionContext context;
    private final AuthenticationSessionModel authenticationSession;
    private final String prefix;

    private ActionSession(RequiredActionContext context) {
        this.context = context;
        this.authenticationSession = context.getAuthenticationSession();
        this.prefix = context.getAction() + ".";
    }

    static ActionSession of(RequiredActionContext context) {
        ActionSession action = new ActionSession(context);
        if (!context.getUser().getId().equals(action.note(OWNER))) {
            action.forget();
            action.note(OWNER, context.getUser().getId());
        }
        return action;
    }

    public KeycloakSession session() {
        return context.getSession();
    }

    public RealmModel realm() {
        return context.getRealm();
    }

    public UserModel user() {
        return context.getUser();
    }

    public InstitutionSettings settings() {
        return InstitutionSettings.of(realm());
    }

    /** Whether the customer has started the walk, and so may leave it; false if it is enforced at a login. */
    public boolean startedByCustomer() {
        return context.getAction().equals(authenticationSession.getClientNote(Constants.KC_ACTION_EXECUTING))
                && !Boolean.parseBoolean(authenticationSession.getClientNote(Constants.KC_ACTION_ENFORCED));
    }

    /** A field of the posted form; null if it was not sent. */
    public String posted(String field) {
        return context.getHttpRequest().getDecodedFormParameters().getFirst(field);
    }

    public String note(String name) {
        return authenticationSession.getAuthNote(prefix + name);
    }

    public void note(String name, String value) {
        authenticationSession.setAuthNote(prefix + name, value);
    }

    public void removeNote(String name) {
        authenticationSession.removeAuthNote(prefix + name);
    }

    /** The same note in the customer's other tabs. */
    public List<String> notesOfOtherTabs(String name) {
        return authenticationSession.getParentSession().getAuthenticationSessions().values().stream()
                .filter(other -> !other.getTabId().equals(authenticationSession.getTabId()))
                .map(other -> other.getAuthNote(prefix + name)).filter(value -> value != null).toList();
    }

    /** Forgets the whole walk. */
    public void forget() {
        for (String name : List.of(OWNER, FLASH, FLASH_STAGE, STAGE, SEED, CREDENTIAL, TEMPORARY, PROVED, ADDRESS)) {
            removeNote(name);
        }
    }

    /** Has the next page show an error at one of its fields; if it is of the same stage as now, for another one has other fields. */
    public void showError(FormMessage message) {
        showErrors(List.of(message));
    }

    /** The same for several fields. */
    public void showErrors(List<FormMessage> messages) {
        try {
            note(FLASH, JsonSerialization.writeValueAsString(messages));
            note(FLASH_STAGE, stageNote());
        } catch (IOException e) {
            throw new IllegalStateException("a message is always JSON", e);
        }
    }

    /** Has the next page begin with a remark that is no error. */
    public void showRemark(String messageKey) {
        showError(new FormMessage(FormMessage.GLOBAL, messageKey));
    }

    /** Takes back what the next page was to say. */
    public void dropRemark() {
        removeNote(FLASH);
    }

    /** A page, with what there is to be said of the form before. */
    public LoginFormsProvider form() {
        LoginFormsProvider form = PageHeaders.apply(session(), context.form());
        String flash = note(FLASH);
        if (flash != null) {
            removeNote(FLASH);
            show(form, flash);
        } else if (Messages.EXPIRED_ACTION.equals(authenticationSession.getAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE))) {
            // Keycloak itself has refused a form: of an older page, or sent twice. It says so in logins, but not in actions.
            form.setInfo("sekishoStepOutOfOrder");
        }
        authenticationSession.removeAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE);
        return form;
    }

    private void show(LoginFormsProvider form, String flash) {
        try {
            for (FormMessage message : JsonSerialization.readValue(flash, FormMessage[].class)) {
                if (FormMessage.GLOBAL.equals(message.getField())) {
                    form.setInfo(message.getMessage());
                } else if (stageNote().equals(note(FLASH_STAGE))) {
                    form.addError(message);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("was written above", e);
        }
    }

    private String stageNote() {
        return Objects.requireNonNullElse(note(STAGE), "");
    }

    /** Shows on the next page why a proof was refused, and reports it. */
    public void refuseProof(Factor factor, Verification verification, String field, int digits) {
        showError(AttemptReport.message(realm(), factor, verification, field, digits));
        AttemptReport.refused(session(), realm(), user(), context.getEvent(), factor, verification);
    }

    /** Leaves an event of a change and the notice to the customer; both are committed with the change. */
    public void report(EventType eventType, Factor factor, String change, NoticeKind notice) {
        report(eventType, factor, change);
        new NoticeOutbox(session()).add(realm(), user(), notice);
    }

    /** Leaves an event of a change that is mailed in another way. */
    public void report(EventType eventType, Factor factor, String change) {
        context.getEvent().clone().event(eventType).user(user()).detail(Details.CREDENTIAL_TYPE, factor.credentialType())
                .detail("action", change).success();
    }

    /** Leaves an event of something that was refused, other than a proof. */
    public void reportRefused(Factor factor, String reason) {
        context.getEvent().clone().user(user()).detail(Details.CREDENTIAL_TYPE, factor.credentialType()).detail(AttemptReport.REASON, reason)
                .error("not_allowed");
    }
}
