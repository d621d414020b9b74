package io.sekisho.requiredaction;

import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.LoginReset;
import io.sekisho.institution.PageHeaders;
import io.sekisho.requiredaction.walk.Answer;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.Stage;
import io.sekisho.requiredaction.walk.Walk;
import io.sekisho.requiredaction.walk.WalkEngine;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A walk of one or more pages that a customer starts from the status page, as Keycloak's required action. What is
 * answered to a request is {@link WalkEngine}'s to say; here it is answered.
 *
 * @param <S> the stages of the walk
 */
public abstract class CustomerAction<S extends Stage> implements RequiredActionProvider, Walk<S, KeycloakWalkContext> {

    private static final Logger LOG = Logger.getLogger(CustomerAction.class);

    /** The page of a stage; of another one, if another request has brought the walk there since. */
    protected abstract Response page(KeycloakWalkContext action, S stage);

    /** The page that says why the walk cannot be gone now. */
    protected static Response page(KeycloakWalkContext action, Refusal refusal) {
        return action.form()
                .setError(refusal.messageKey(), refusal.arguments())
                .createForm("sekisho-action-refused.ftl");
    }

    /**
     * Why nobody can go a walk that stores a seed: there is no keyring. Better to say it at once than after the
     * customer has filled in a page.
     *
     * @param consequence what the log says of it
     */
    protected static Optional<Refusal> keyringRefusal(KeycloakWalkContext action, String consequence) {
        try {
            ServerKeyring.of(action.session()).require();
            return Optional.empty();
        } catch (SeedUnavailableException e) {
            e.failure().count(action.realm(), SeedFailure.Use.ENROLMENT);
            SeedLog.error(LOG, action.realm().getName(), "%s", consequence, e);
            return Optional.of(new Refusal("sekishoServiceUnavailable"));
        }
    }

    @Override
    public final void requiredActionChallenge(RequiredActionContext context) {
        KeycloakWalkContext action = KeycloakWalkContext.of(context);
        context.challenge(response(action, WalkEngine.show(this, action)));
    }

    @Override
    public final void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            // Deleted since the last page: nobody is logged in any more, so the walk ends at the login.
            context.challenge(
                    toLogin(context.getSession(), context.getAuthenticationSession(), "sekishoCustomerUnknown"));
            return;
        }
        KeycloakWalkContext action = KeycloakWalkContext.of(context);
        Answer<S> answer = WalkEngine.take(this, action);
        if (answer instanceof Answer.Due) {
            context.challenge(AuthenticationManager.redirectToRequiredActions(
                    context.getSession(),
                    context.getRealm(),
                    context.getAuthenticationSession(),
                    context.getUriInfo(),
                    context.getAction()));
        } else if (answer instanceof Answer.Over<S> over && over.outcome() == Outcome.FINISH) {
            context.success();
        } else if (answer instanceof Answer.Over<S> over && over.outcome() == Outcome.LEAVE) {
            context.cancel();
        } else {
            context.challenge(response(action, answer));
        }
    }

    /** The page of a walk that an {@link Entrance} leads to. */
    public final void challenge(AuthenticationFlowContext context, Entrance entrance) {
        KeycloakWalkContext action = KeycloakWalkContext.of(context, entrance);
        // In the browser in which the password was typed.
        action.origin().begin();
        // After the identification, a reload is to show this page again, and not to send the password once more.
        context.challenge(
                HttpMethod.POST.equals(context.getHttpRequest().getHttpMethod())
                        ? Response.seeOther(lastExecution(context.getSession(), context.getAuthenticationSession()))
                                .build()
                        : response(action, WalkEngine.show(this, action)));
    }

    /**
     * Takes a form of a walk that an {@link Entrance} leads to. However the walk ends, it never ends in a login: the
     * customer has proved less than a login asks for.
     */
    public final void process(AuthenticationFlowContext context, Entrance entrance) {
        if (context.getUser() == null) {
            // Deleted since the last page: the walk begins anew, with nobody.
            context.challenge(
                    toLogin(context.getSession(), context.getAuthenticationSession(), "sekishoCustomerUnknown"));
            return;
        }
        KeycloakWalkContext action = KeycloakWalkContext.of(context, entrance);
        Answer<S> answer = WalkEngine.take(this, action);
        if (answer instanceof Answer.Over) {
            URI back = EntranceReturn.of(context.getSession(), context.getAuthenticationSession());
            LoginReset.of(context.getAuthenticationSession())
                    .apply(context.getAuthenticationSession(), LoginActionsService.AUTHENTICATE_PATH);
            context.challenge(Response.seeOther(back).build());
        } else if (answer instanceof Answer.Due) {
            context.challenge(Response.seeOther(lastExecution(context.getSession(), context.getAuthenticationSession()))
                    .build());
        } else {
            context.challenge(response(action, answer));
        }
    }

    /** What is answered by a page, or by a login that begins anew. */
    private Response response(KeycloakWalkContext action, Answer<S> answer) {
        if (answer instanceof Answer.Page<S> page) {
            return page(action, page.stage());
        }
        if (answer instanceof Answer.Refused<S> refused) {
            return page(action, refused.refusal());
        }
        if (answer instanceof Answer.Interrupted<S> interrupted) {
            return switch (interrupted.interruption()) {
                case OTHER_BROWSER -> otherBrowserPage(action.session(), action.blankForm());
                case LOGIN_OVER -> toLogin(action, "sekishoLoginOver");
                case OVERTAKEN -> toLogin(action, "sekishoLoginAgain");
            };
        }
        return toLogin(action, "sekishoLoginAgain");
    }

    /** What is said to whoever comes from another browser: nothing of the walk. */
    private static Response otherBrowserPage(KeycloakSession session, LoginFormsProvider form) {
        return PageHeaders.apply(session, form)
                .setStatus(Response.Status.FORBIDDEN)
                .createForm("sekisho-other-browser.ftl");
    }

    private static Response toLogin(KeycloakWalkContext action, String messageKey) {
        if (action.user() instanceof CachedUserModel cached) {
            // So that the login that begins goes by what has ended this one, and not by what this node remembers of the
            // customer.
            cached.invalidate();
        }
        return toLogin(action.session(), action.authenticationSession(), messageKey);
    }

    private static Response toLogin(
            KeycloakSession session, AuthenticationSessionModel authenticationSession, String messageKey) {
        LoginReset.of(authenticationSession).apply(authenticationSession, LoginActionsService.AUTHENTICATE_PATH);
        authenticationSession.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, messageKey);
        return Response.seeOther(lastExecution(session, authenticationSession)).build();
    }

    private static URI lastExecution(KeycloakSession session, AuthenticationSessionModel authenticationSession) {
        return new AuthenticationFlowURLHelper(
                        session,
                        authenticationSession.getRealm(),
                        session.getContext().getUri())
                .getLastExecutionUrl(authenticationSession);
    }

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /** Whether the walk gives a customer an OTP, so that a login that is under way elsewhere has to ask for it. */
    protected boolean enrols() {
        return false;
    }

    /**
     * Has the action asked for in this login. Nothing is asked of a customer who has not asked for it, unless an action
     * says so.
     */
    protected void trigger(RequiredActionContext context) {
        // nothing
    }

    @Override
    public final void evaluateTriggers(RequiredActionContext context) {
        trigger(context);
        AuthenticationSessionModel authenticationSession = context.getAuthenticationSession();
        WalkOrigin origin =
                new WalkOrigin(context.getSession(), context.getRealm(), context.getUser(), authenticationSession);
        if (origin.begun() && isUpdatePassword(context.getUriInfo(), context.getHttpRequest())) {
            origin.renewLoginPassword();
        }
        boolean over = origin.begun() && origin.isLoginOver()
                || enrols()
                        && OvertakenLogin.is(
                                context.getSession(),
                                context.getRealm(),
                                context.getUser(),
                                authenticationSession,
                                origin.name());
        if (over) {
            // So that the login does not end before it was begun anew: not by leaving the walk either, nor by what
            // Keycloak asks for after it.
            authenticationSession.addRequiredAction(context.getAction());
        }
        if (isDue(context) && !context.getUriInfo().getPath().endsWith("/token")) {
            // Begins here, in the browser and on the login that lead to it, and not with whoever comes first for its
            // page. A grant without a browser is refused where an action is due.
            origin.begin();
        }
    }

    /** Whether the action is to be gone in this login, or was asked for by an application. */
    private static boolean isDue(RequiredActionContext context) {
        AuthenticationSessionModel authenticationSession = context.getAuthenticationSession();
        return context.getAction().equals(authenticationSession.getClientNote(Constants.KC_ACTION))
                        && authenticationSession.getClientNote(Constants.KC_ACTION_STATUS) == null
                || authenticationSession.getRequiredActions().contains(context.getAction())
                || context.getUser().getRequiredActionsStream().anyMatch(context.getAction()::equals);
    }

    /** Keycloak carries out a “cancel” by itself, and would do so for anybody. */
    @Override
    public final void initiatedActionCanceled(
            KeycloakSession session, AuthenticationSessionModel authenticationSession) {
        WalkOrigin origin = new WalkOrigin(
                session,
                authenticationSession.getRealm(),
                authenticationSession.getAuthenticatedUser(),
                authenticationSession);
        if (origin.begun() && !origin.isOfThisBrowser()) {
            // An answer with a page is sent as it is, and nothing of the request stays.
            throw new WebApplicationException(otherBrowserPage(
                    session,
                    session.getProvider(LoginFormsProvider.class).setAuthenticationSession(authenticationSession)));
        }
    }

    /**
     * Whether the request has just carried out Keycloak's own action that sets a login password: it is part of this
     * very login.
     */
    private static boolean isUpdatePassword(UriInfo uri, HttpRequest request) {
        return HttpMethod.POST.equals(request.getHttpMethod())
                && uri.getPath().endsWith("/" + LoginActionsService.REQUIRED_ACTION)
                && uri.getQueryParameters().containsKey(LoginActionsService.SESSION_CODE)
                && UserModel.RequiredAction.UPDATE_PASSWORD
                        .name()
                        .equals(uri.getQueryParameters().getFirst(Constants.EXECUTION));
    }

    @Override
    public void close() {
        // nothing is held
    }
}
