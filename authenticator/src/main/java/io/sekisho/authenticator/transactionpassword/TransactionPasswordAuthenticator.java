package io.sekisho.authenticator.transactionpassword;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.transactionpassword.TransactionPasswordCredentialModel;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.PageHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Asks for the transaction password, in any flow: at a login, or as a step-up. A customer who has none is refused; it
 * is set on the institution's pages, never in place of a proof.
 */
public final class TransactionPasswordAuthenticator implements Authenticator {

    private static final String FIELD = "transactionPassword";
    private static final String TEMPLATE = "sekisho-transaction-password.ftl";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        context.challenge(page(context).createForm(TEMPLATE));
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        String input = context.getHttpRequest().getDecodedFormParameters().getFirst(FIELD);
        if (input == null || input.isEmpty()) {
            context.forceChallenge(form(context, new FormMessage(FIELD, "sekishoTransactionPasswordMissing")));
            return;
        }
        Verification verification =
                TransactionPasswords.of(context.getSession()).verify(context.getRealm(), context.getUser(), input);
        if (verification.accepted()) {
            context.success(TransactionPasswordCredentialModel.TYPE);
            return;
        }
        context.getEvent()
                .user(context.getUser())
                .detail(Details.CREDENTIAL_TYPE, TransactionPasswordCredentialModel.TYPE)
                .detail(AttemptReport.REASON, verification.reason())
                .error(Errors.INVALID_USER_CREDENTIALS);
        Response challenge = form(
                context,
                AttemptReport.message(context.getRealm(), Factor.TRANSACTION_PASSWORD, verification, FIELD, 0));
        if (verification.counted()) {
            context.failureChallenge(AuthenticationFlowError.INVALID_CREDENTIALS, challenge);
            AttemptReport.bruteForceFailureOfAuthenticator(context.getSession(), context.getRealm(), context.getUser());
        } else {
            context.forceChallenge(challenge);
        }
    }

    private static Response form(AuthenticationFlowContext context, FormMessage message) {
        return page(context).addError(message).createForm(TEMPLATE);
    }

    private static LoginFormsProvider page(AuthenticationFlowContext context) {
        return PageHeaders.apply(context.getSession(), context.form())
                .setExecution(context.getExecution().getId());
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return TransactionPasswords.of(session).isSet(user);
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // A missing factor is an error, and never an invitation to set one up.
    }

    @Override
    public void close() {
        // nothing is held
    }
}
