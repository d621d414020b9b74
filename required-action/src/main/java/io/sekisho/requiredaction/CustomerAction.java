package io.sekisho.requiredaction;

import java.util.Optional;

import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A walk of one or more pages that a customer starts from the status page.
 *
 * <p>The walk's stage is kept on the server; each form names the stage it belongs to. A form of another stage (out of
 * order, sent twice, of another tab, of the browser's back button) changes nothing: the customer is shown where the walk
 * stands. Each POST is answered by a redirect to the page that is due, so that a reload never sends anything again.
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

    private static final String REFUSED = "refused";

    /** Why the walk cannot be gone now: a message key with its arguments; or empty. Asked before each page and each form. */
    protected abstract Optional<Refusal> refusal(ActionSession action);

    /** The stage at which the walk stands, the first one at the beginning. */
    protected abstract String stage(ActionSession action);

    /** The page of the present stage. */
    protected abstract Response page(ActionSession action);

    /** Takes the form of the present stage. */
    protected abstract Outcome submit(ActionSession action);

    @Override
    public final void requiredActionChallenge(RequiredActionContext context) {
        ActionSession action = ActionSession.of(context);
        context.challenge(refusal(action).map(refusal -> refusal.page(action)).orElseGet(() -> page(action)));
    }

    @Override
    public final void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            // Deleted since the last page: nobody is logged in any more, so the walk ends at the login.
            context.challenge(toLogin(context, "sekishoCustomerUnknown"));
            return;
        }
        ActionSession action = ActionSession.of(context);
        if (refusal(action).isPresent()) {
            // The page that says so has one button, which leaves the walk where there is somewhere to go to.
            if (REFUSED.equals(action.posted("step")) && action.startedByCustomer()) {
                action.forget();
                context.cancel();
            } else {
                redirect(context);
            }
        } else if (!stage(action).equals(action.posted("step"))) {
            action.showRemark("sekishoStepOutOfOrder");
            redirect(context);
        } else {
            conclude(context, action, submit(action));
        }
    }

    private static void conclude(RequiredActionContext context, ActionSession action, Outcome outcome) {
        if (outcome == Outcome.CONTINUE) {
            redirect(context);
        } else {
            action.forget();
            switch (outcome) {
                case FINISH -> context.success();
                case LEAVE -> context.cancel();
                default -> context.challenge(toLogin(context, "sekishoLoginAgain"));
            }
        }
    }

    private static void redirect(RequiredActionContext context) {
        context.challenge(AuthenticationManager.redirectToRequiredActions(context.getSession(), context.getRealm(),
                context.getAuthenticationSession(), context.getUriInfo(), context.getAction()));
    }

    private static Response toLogin(RequiredActionContext context, String messageKey) {
        AuthenticationSessionModel authenticationSession = context.getAuthenticationSession();
        AuthenticationProcessor.resetFlow(authenticationSession, LoginActionsService.AUTHENTICATE_PATH);
        authenticationSession.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, messageKey);
        return Response.seeOther(new AuthenticationFlowURLHelper(context.getSession(), context.getRealm(), context.getUriInfo())
                .getLastExecutionUrl(authenticationSession)).build();
    }

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /** Nothing is asked of a customer who has not asked for it, unless an action says so. */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        // nothing
    }

    @Override
    public void close() {
        // nothing is held
    }
}
