package io.sekisho.requiredaction;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.JsonSerialization;

/**
 * One customer's walk through one action: the request, and what is remembered on the server between pages.
 *
 * <p>Notes are named after the action, so that no other action or flow step reads them, and are void for any other
 * user: a session that somebody else prepared brings no progress along.
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
    /** What the customer typed as an e-mail address, to be shown again with what is wrong about it. */
    public static final String ADDRESS = "address";

    /** The token ID that the customer typed, to be shown again with what is wrong about it. */
    public static final String TOKEN = "token";
    /** A token of which a first code was right, and the next one is awaited. */
    public static final String PENDING = "pending";
    /** That what was set up took the place of something. */
    public static final String REPLACED = "replaced";
    /** What is known of the code that was mailed. */
    public static final String MAIL_CODE = "mailCode";

    private static final String OWNER = "owner";
    private static final String PROVED = "proved";
    private static final String FLASH = "flash";
    private static final String FLASH_STAGE = "flashStage";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final AuthenticationSessionModel authenticationSession;
    private final HttpRequest request;
    private final EventBuilder event;
    private final Supplier<LoginFormsProvider> forms;
    private final String name;
    private final Entrance entrance;
    private final WalkOrigin origin;

    private ActionSession(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            AuthenticationSessionModel authenticationSession,
            HttpRequest request,
            EventBuilder event,
            Supplier<LoginFormsProvider> forms,
            String name,
            Entrance entrance) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.authenticationSession = authenticationSession;
        this.request = request;
        this.event = event;
        this.forms = forms;
        this.name = name;
        this.entrance = entrance;
        this.origin = new WalkOrigin(session, realm, user, authenticationSession);
        if (!user.getId().equals(note(OWNER))) {
            forget();
            note(OWNER, user.getId());
        }
    }

    static ActionSession of(RequiredActionContext context) {
        return new ActionSession(
                context.getSession(),
                context.getRealm(),
                context.getUser(),
                context.getAuthenticationSession(),
                context.getHttpRequest(),
                context.getEvent(),
                context::form,
                context.getAction(),
                null);
    }

    /** Whether the action is to be gone in this login, or was asked for by an application. */
    static boolean isDue(RequiredActionContext context) {
        AuthenticationSessionModel authenticationSession = context.getAuthenticationSession();
        return context.getAction().equals(authenticationSession.getClientNote(Constants.KC_ACTION))
                        && authenticationSession.getClientNote(Constants.KC_ACTION_STATUS) == null
                || authenticationSession.getRequiredActions().contains(context.getAction())
                || context.getUser().getRequiredActionsStream().anyMatch(context.getAction()::equals);
    }

    /** A walk that an entrance of the login page leads to, in an authentication flow that never ends in a login. */
    static ActionSession of(AuthenticationFlowContext context, Entrance entrance) {
        return new ActionSession(
                context.getSession(),
                context.getRealm(),
                context.getUser(),
                context.getAuthenticationSession(),
                context.getHttpRequest(),
                context.getEvent(),
                () -> form(context),
                entrance.requiredAction().id(),
                entrance);
    }

    /** Where Keycloak itself has refused an old form, it asks for a login, which is not what the customer is at. */
    private static LoginFormsProvider form(AuthenticationFlowContext context) {
        FormMessage forwarded = context.getForwardedErrorMessage();
        LoginFormsProvider form = context.form();
        return forwarded != null && Messages.EXPIRED_ACTION.equals(forwarded.getMessage())
                ? form.setInfo("sekishoStepOutOfOrder")
                : form;
    }

    public KeycloakSession session() {
        return session;
    }

    public RealmModel realm() {
        return realm;
    }

    public UserModel user() {
        return user;
    }

    public InstitutionSettings settings() {
        return InstitutionSettings.of(realm());
    }

    /** Whether the customer has started the walk, and so may leave it; false if it is enforced at a login. */
    public boolean startedByCustomer() {
        return entrance != null
                || name.equals(authenticationSession.getClientNote(Constants.KC_ACTION_EXECUTING))
                        && !Boolean.parseBoolean(authenticationSession.getClientNote(Constants.KC_ACTION_ENFORCED));
    }

    /**
     * Whether a login came before, or comes in the same walk. A link that the staff have had mailed is none, and proves
     * nothing.
     */
    public boolean loggedIn() {
        return !Boolean.parseBoolean(
                authenticationSession.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS));
    }

    /** A field of the posted form; null if it was not sent. */
    public String posted(String field) {
        return request.getDecodedFormParameters().getFirst(field);
    }

    private String key(String note) {
        return name + "." + note;
    }

    public String note(String note) {
        return authenticationSession.getAuthNote(key(note));
    }

    public void note(String note, String value) {
        authenticationSession.setAuthNote(key(note), value);
    }

    public void removeNote(String note) {
        authenticationSession.removeAuthNote(key(note));
    }

    /** The same note in the customer's other tabs. */
    public List<String> notesOfOtherTabs(String note) {
        return authenticationSession.getParentSession().getAuthenticationSessions().values().stream()
                .filter(other -> !other.getTabId().equals(authenticationSession.getTabId()))
                .map(other -> other.getAuthNote(key(note)))
                .filter(value -> value != null)
                .toList();
    }

    /** What a proof would be given with now; to be asked before it is checked. */
    public String presentBasis(Proof proof) {
        return proof.presentBasis(this);
    }

    /**
     * Remembers that the customer has given a proof.
     *
     * @param basis what it was given with
     */
    public void prove(Proof proof, String basis) {
        note(PROVED, proof + " " + basis);
    }

    /** Forgets a proof that is not what is asked for any more. */
    public void unprove(Proof proof) {
        if (provedBasis(proof).isPresent()) {
            removeNote(PROVED);
        }
    }

    /** What a proof was given with that the customer has given in this walk, whether that is still there or not. */
    public Optional<String> provedBasis(Proof proof) {
        return Optional.ofNullable(note(PROVED))
                .filter(proved -> proved.startsWith(proof + " "))
                .map(proved -> proved.substring(proof.name().length() + 1));
    }

    /** Whether the customer has given this proof in this walk, and what it was given with is still there. */
    public boolean isProved(Proof proof) {
        return provedBasis(proof).filter(proof.presentBasis(this)::equals).isPresent();
    }

    /** Names the authentication session to what is kept longer than it, such as in which one a code was accepted. */
    public String authentication() {
        return origin.name().orElseThrow();
    }

    WalkOrigin origin() {
        return origin;
    }

    /** Whether the login under way was let through without a code that it would be asked for by now. */
    boolean overtaken() {
        return OvertakenLogin.is(session, realm, user, authenticationSession, origin.name());
    }

    /** A page with nothing of the walk. */
    LoginFormsProvider blankForm() {
        return forms.get();
    }

    AuthenticationSessionModel authenticationSession() {
        return authenticationSession;
    }

    /** Forgets the whole walk. */
    public void forget() {
        for (String note : List.of(
                OWNER,
                FLASH,
                FLASH_STAGE,
                STAGE,
                SEED,
                CREDENTIAL,
                TEMPORARY,
                PROVED,
                ADDRESS,
                TOKEN,
                PENDING,
                REPLACED,
                MAIL_CODE)) {
            removeNote(note);
        }
    }

    /**
     * Has the next page show an error at one of its fields; if it is of the same stage as now, for another one has
     * other fields.
     */
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
        LoginFormsProvider form = PageHeaders.apply(session(), forms.get());
        if (entrance != null) {
            form.setAttribute(
                    "entrance", new EntranceBean(entrance, EntranceReturn.of(session, authenticationSession)));
        }
        String flash = note(FLASH);
        if (flash != null) {
            removeNote(FLASH);
            show(form, flash);
        } else if (Messages.EXPIRED_ACTION.equals(
                authenticationSession.getAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE))) {
            // Keycloak itself has refused a form: of an older page, or sent twice. It says so in logins, but not in
            // actions.
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
        reportAttempt(factor, verification);
    }

    /** Leaves an event of an attempt that was refused, and tells Keycloak's brute-force detection of a guess. */
    public void reportAttempt(Factor factor, Verification verification) {
        AttemptReport.refused(session(), realm(), user(), event, factor, verification);
    }

    /** Who changes a factor in this walk: the customer. */
    public ChangedBy customer() {
        return ChangedBy.customer(event);
    }

    /** Leaves an event of something that was refused, other than a proof. */
    public void reportRefused(Factor factor, String reason) {
        event.clone()
                .user(user())
                .detail(Details.CREDENTIAL_TYPE, factor.credentialType())
                .detail(AttemptReport.REASON, reason)
                .error("not_allowed");
    }
}
