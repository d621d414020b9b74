package io.sekisho.requiredaction;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.stored.StoredCustomer;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import io.sekisho.requiredaction.walk.Origin;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.WalkContext;
import io.sekisho.requiredaction.walk.WalkNotes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

/**
 * What a customer's walk through one action is gone in at a server: the request, and the authentication session, which
 * remembers what there is between pages.
 */
public final class KeycloakWalkContext implements WalkContext {

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
    private final WalkNotes notes;

    private KeycloakWalkContext(
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
        this.notes = new WalkNotes(new SessionNotes(authenticationSession), name);
    }

    /** Notes of an authentication session. */
    private record SessionNotes(AuthenticationSessionModel session) implements WalkNotes.Store {

        @Override
        public String get(String name) {
            return session.getAuthNote(name);
        }

        @Override
        public void set(String name, String value) {
            session.setAuthNote(name, value);
        }

        @Override
        public void remove(String name) {
            session.removeAuthNote(name);
        }
    }

    static KeycloakWalkContext of(RequiredActionContext context) {
        return new KeycloakWalkContext(
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

    /** A walk that an entrance of the login page leads to, in an authentication flow that never ends in a login. */
    static KeycloakWalkContext of(AuthenticationFlowContext context, Entrance entrance) {
        return new KeycloakWalkContext(
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

    @Override
    public String userId() {
        return user.getId();
    }

    @Override
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

    /** Of the walk of an entrance: elsewhere, Keycloak itself carries out what leaves an action. */
    @Override
    public boolean leaving() {
        return entrance != null && posted(LoginActionsService.CANCEL_AIA) != null;
    }

    @Override
    public String posted(String field) {
        return request.getDecodedFormParameters().getFirst(field);
    }

    @Override
    public WalkNotes notes() {
        return notes;
    }

    /** The same note in the customer's other tabs. */
    public List<WalkNotes> notesOfOtherTabs() {
        return authenticationSession.getParentSession().getAuthenticationSessions().values().stream()
                .filter(other -> !other.getTabId().equals(authenticationSession.getTabId()))
                .map(other -> new WalkNotes(new SessionNotes(other), name))
                .toList();
    }

    @Override
    public String presentBasis(Proof proof) {
        return switch (proof) {
            case TRANSACTION_PASSWORD -> TransactionPasswords.of(session).version(user);
            case MAIL_CODE ->
                Objects.requireNonNullElse(
                                StoredCustomer.of(session, realm, user).email(), "")
                        .toLowerCase(Locale.ROOT);
        };
    }

    /** Names the authentication session to what is kept longer than it, such as in which one a code was accepted. */
    public String authentication() {
        return origin.name().orElseThrow();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public boolean overtaken() {
        return OvertakenLogin.is(session, realm, user, authenticationSession, origin.name());
    }

    /** A page with nothing of the walk. */
    LoginFormsProvider blankForm() {
        return forms.get();
    }

    AuthenticationSessionModel authenticationSession() {
        return authenticationSession;
    }

    /** A page, with what there is to be said of the form before. */
    public LoginFormsProvider form() {
        LoginFormsProvider form = PageHeaders.apply(session(), forms.get());
        if (entrance != null) {
            form.setAttribute(
                    "entrance", new EntranceBean(entrance, EntranceReturn.of(session, authenticationSession)));
        }
        notes.takeMessages().ifPresentOrElse(messages -> say(form, messages), () -> {
            // Keycloak itself has refused a form: of an older page, or sent twice. It says so in logins, but not in
            // actions.
            if (Messages.EXPIRED_ACTION.equals(
                    authenticationSession.getAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE))) {
                form.setInfo("sekishoStepOutOfOrder");
            }
        });
        authenticationSession.removeAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE);
        return form;
    }

    private static void say(LoginFormsProvider form, List<FormMessage> messages) {
        messages.forEach(message -> {
            if (FormMessage.GLOBAL.equals(message.getField())) {
                form.setInfo(message.getMessage());
            } else {
                form.addError(message);
            }
        });
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
