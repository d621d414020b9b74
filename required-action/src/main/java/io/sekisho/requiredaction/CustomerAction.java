package io.sekisho.requiredaction;

import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.LoginReset;
import io.sekisho.institution.PageHeaders;
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
 * A walk of one or more pages that a customer starts from the status page.
 *
 * <p>The walk's stage is kept on the server; each form names the stage it belongs to. A form of another stage (out of
 * order, sent twice, of another tab, of the browser's back button) changes nothing: the customer is shown where the
 * walk stands. Each POST is answered by a redirect to the page that is due, so that a reload never sends anything
 * again.
 */
public abstract class CustomerAction implements RequiredActionProvider {

    /** What a form has brought about. */
    protected enum Outcome {
        /** The walk goes on, on the same page or another one. */
        CONTINUE,
        /** The walk is over. */
        FINISH,
        /** The customer leaves the walk before its end; only where he has started it. */
        LEAVE,
        /** The login in which the walk was asked for begins anew, for it lacks what is asked of the customer by now. */
        LOGIN_AGAIN
    }

    private static final Logger LOG = Logger.getLogger(CustomerAction.class);

    private static final String REFUSED = "refused";

    /**
     * Why the walk cannot be gone now: a message key with its arguments; or empty. Asked before each page and each
     * form.
     */
    protected abstract Optional<Refusal> refusal(ActionSession action);

    /**
     * Why nobody can go a walk that stores a seed: there is no keyring. Better to say it at once than after the
     * customer has filled in a page.
     *
     * @param consequence what the log says of it
     */
    protected static Optional<Refusal> keyringRefusal(ActionSession action, String consequence) {
        try {
            ServerKeyring.of(action.session()).require();
            return Optional.empty();
        } catch (SeedUnavailableException e) {
            e.failure().count(action.realm(), SeedFailure.Use.ENROLMENT);
            SeedLog.error(LOG, action.realm().getName(), "%s", consequence, e);
            return Optional.of(new Refusal("sekishoServiceUnavailable"));
        }
    }

    /** The stage at which the walk stands, the first one at the beginning. */
    protected abstract String stage(ActionSession action);

    /** The page of the present stage. */
    protected abstract Response page(ActionSession action);

    /**
     * Takes the form of the present stage.
     *
     * @param step the stage that the form was compared with; another request may have brought the walk to another one
     *     since
     */
    protected abstract Outcome submit(ActionSession action, String step);

    /** What is to follow a form. */
    private enum Next {
        SAME_WALK,
        END,
        LEAVE,
        LOGIN
    }

    private Response show(ActionSession action) {
        // Where no login has led here, as after an update of this program.
        action.origin().begin();
        return interruption(action).orElseGet(() -> {
            action.origin().setCookie();
            return refusal(action).map(refusal -> refusal.page(action)).orElseGet(() -> page(action));
        });
    }

    /**
     * What is answered instead of any page, and to any form: the walk does not go on, and nothing of it is shown or
     * changed.
     */
    private Optional<Response> interruption(ActionSession action) {
        if (!action.origin().isOfThisBrowser()) {
            return Optional.of(otherBrowserPage(action.session(), action.blankForm()));
        }
        if (action.origin().isLoginOver()) {
            return Optional.of(toLogin(action, "sekishoLoginOver"));
        }
        return action.overtaken() ? Optional.of(toLogin(action, "sekishoLoginAgain")) : Optional.empty();
    }

    private Next take(ActionSession action) {
        if (!action.origin().begun()) {
            // A form of a page that was shown before an update of this program.
            return Next.SAME_WALK;
        }
        if (refusal(action).isPresent()) {
            // The page that says so has one button, which leaves the walk where there is somewhere to go to.
            if (!REFUSED.equals(action.posted("step")) || !action.startedByCustomer()) {
                return Next.SAME_WALK;
            }
            action.forget();
            return Next.LEAVE;
        }
        String step = stage(action);
        if (!step.equals(action.posted("step"))) {
            action.showRemark("sekishoStepOutOfOrder");
            return Next.SAME_WALK;
        }
        Outcome outcome = submit(action, step);
        if (outcome != Outcome.CONTINUE) {
            action.forget();
        }
        return switch (outcome) {
            case CONTINUE -> Next.SAME_WALK;
            case FINISH -> Next.END;
            case LEAVE -> Next.LEAVE;
            case LOGIN_AGAIN -> Next.LOGIN;
        };
    }

    @Override
    public final void requiredActionChallenge(RequiredActionContext context) {
        context.challenge(show(ActionSession.of(context)));
    }

    @Override
    public final void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            // Deleted since the last page: nobody is logged in any more, so the walk ends at the login.
            context.challenge(
                    toLogin(context.getSession(), context.getAuthenticationSession(), "sekishoCustomerUnknown"));
            return;
        }
        ActionSession action = ActionSession.of(context);
        Optional<Response> interruption = action.origin().begun() ? interruption(action) : Optional.empty();
        if (interruption.isPresent()) {
            context.challenge(interruption.get());
            return;
        }
        switch (take(action)) {
            case SAME_WALK ->
                context.challenge(AuthenticationManager.redirectToRequiredActions(
                        context.getSession(),
                        context.getRealm(),
                        context.getAuthenticationSession(),
                        context.getUriInfo(),
                        context.getAction()));
            case END -> context.success();
            case LEAVE -> context.cancel();
            case LOGIN -> context.challenge(toLogin(action, "sekishoLoginAgain"));
        }
    }

    /** The page of a walk that an {@link Entrance} leads to. */
    public final void challenge(AuthenticationFlowContext context, Entrance entrance) {
        ActionSession action = ActionSession.of(context, entrance);
        // In the browser in which the password was typed.
        action.origin().begin();
        // After the identification, a reload is to show this page again, and not to send the password once more.
        context.challenge(
                HttpMethod.POST.equals(context.getHttpRequest().getHttpMethod())
                        ? Response.seeOther(lastExecution(context.getSession(), context.getAuthenticationSession()))
                                .build()
                        : show(action));
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
        ActionSession action = ActionSession.of(context, entrance);
        Optional<Response> interruption = action.origin().begun() ? interruption(action) : Optional.empty();
        if (interruption.isPresent()) {
            context.challenge(interruption.get());
            return;
        }
        boolean left = action.posted(LoginActionsService.CANCEL_AIA) != null;
        if (left) {
            action.forget();
        }
        if (left || take(action) != Next.SAME_WALK) {
            URI back = EntranceReturn.of(context.getSession(), context.getAuthenticationSession());
            LoginReset.of(context.getAuthenticationSession())
                    .apply(context.getAuthenticationSession(), LoginActionsService.AUTHENTICATE_PATH);
            context.challenge(Response.seeOther(back).build());
        } else {
            context.challenge(Response.seeOther(lastExecution(context.getSession(), context.getAuthenticationSession()))
                    .build());
        }
    }

    /** What is said to whoever comes from another browser: nothing of the walk. */
    private static Response otherBrowserPage(KeycloakSession session, LoginFormsProvider form) {
        return PageHeaders.apply(session, form)
                .setStatus(Response.Status.FORBIDDEN)
                .createForm("sekisho-other-browser.ftl");
    }

    private static Response toLogin(ActionSession action, String messageKey) {
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
        if (ActionSession.isDue(context) && !context.getUriInfo().getPath().endsWith("/token")) {
            // Begins here, in the browser and on the login that lead to it, and not with whoever comes first for its
            // page. A grant without a browser is refused where an action is due.
            origin.begin();
        }
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
