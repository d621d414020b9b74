package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.account.token.TokenRevocation;
import io.sekisho.admin.CustomerStatus.BoundToken;
import io.sekisho.admin.CustomerStatus.BruteForceLock;
import io.sekisho.admin.CustomerStatus.FactorStatus;
import io.sekisho.admin.CustomerStatus.OtpFactorStatus;
import io.sekisho.admin.CustomerStatus.TokenStatus;
import io.sekisho.admin.body.JsonBody;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpStates;
import io.sekisho.credential.stored.StoredRequiredActions;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenStandings;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.RequiredActionId;
import io.sekisho.inventory.InventoryToken;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.TokenInventory;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * What the staff do for one customer: see how the factors stand, lift a suspension, reset a transaction password, start
 * the service of issued tokens, revoke an issued token or whatever other OTP there is.
 */
final class CustomerCalls {

    private final StaffCall call;
    private final KeycloakSession session;
    private final RealmModel realm;

    CustomerCalls(StaffCall call) {
        this.call = call;
        this.session = call.session();
        this.realm = call.realm();
    }

    /** How the customer's factors stand. */
    CustomerStatus status(String id) {
        call.requireService();
        UserModel user = call.visible(id);
        AttemptGuard guard = AttemptGuard.of(session);
        TransactionPasswords passwords = TransactionPasswords.of(session);
        String password =
                passwords.isTemporary(user) ? "TEMPORARY" : passwords.isSet(user) ? "IN_USE" : "NOT_REGISTERED";
        return new CustomerStatus(
                user.isEnabled(),
                bruteForceLock(user),
                otpStatus(user, guard.state(user, Factor.OTP)),
                FactorStatus.of(password, guard.state(user, Factor.TRANSACTION_PASSWORD)),
                IssuedTokens.offered(realm) ? tokenStatus(user) : null,
                boundToken(user));
    }

    private OtpFactorStatus otpStatus(UserModel user, AttemptState attempts) {
        OtpStates states = OtpStates.of(session);
        return OtpCredentials.of(session)
                .find(user)
                .map(credential -> OtpFactorStatus.of(
                        credential,
                        states.showsLost(credential),
                        states.lastUsed(credential).orElse(null),
                        attempts))
                .orElseGet(() -> OtpFactorStatus.none(attempts));
    }

    /** Null if there is none. */
    private BruteForceLock bruteForceLock(UserModel user) {
        if (!realm.isBruteForceProtected()) {
            return null;
        }
        BruteForceProtector protector = session.getProvider(BruteForceProtector.class);
        return protector.isPermanentlyLockedOut(session, realm, user)
                ? BruteForceLock.PERMANENT
                : protector.isTemporarilyDisabled(session, realm, user) ? BruteForceLock.TEMPORARY : null;
    }

    /** Null if there is none. */
    private BoundToken boundToken(UserModel user) {
        return TokenInventory.offered(realm)
                ? TokenInventory.of(session)
                        .ofCustomer(user)
                        .map(BoundToken::of)
                        .orElse(null)
                : null;
    }

    private TokenStatus tokenStatus(UserModel user) {
        IssuedTokens tokens = IssuedTokens.of(session);
        return TokenStatus.of(
                TokenStandings.of(session).find(user.getId()),
                tokens.notBefore(user).orElse(null),
                tokens.find(user).orElse(null),
                Time.currentTimeMillis());
    }

    /** 利用停止解除: lets a customer whose OTP is suspended try again. */
    void liftOtpSuspension(String id) {
        lift(id, Factor.OTP);
    }

    /** The same for the transaction password. */
    void liftTransactionPasswordSuspension(String id) {
        lift(id, Factor.TRANSACTION_PASSWORD);
    }

    private void lift(String id, Factor factor) {
        UserModel user = credentialsManaged(id);
        AttemptGuard guard = AttemptGuard.of(session);
        if (guard.state(user, factor).exhausted()) {
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Set up anew",
                    "After so many failures in a row the factor must be set up anew; lifting does not help.");
        }
        if (!guard.lift(realm, user, factor, call.staff())) {
            throw Problem.of(Response.Status.CONFLICT, "Not suspended", "There is no suspension to lift.");
        }
        call.reportChange();
    }

    /**
     * 再設定: a temporary transaction password, which the customer has to change at the next login. Lifts its suspension.
     * It is not compared with the customer's own passwords, for the answer would tell them to the staff, one guess
     * after the other; what the customer replaces it by is.
     */
    void resetTransactionPassword(String id, InputStream body) {
        UserModel user = credentialsManaged(id);
        String password = JsonBody.of(session, body).text("value", "{\"value\": \"…\"}");
        TransactionPasswords passwords = TransactionPasswords.of(session);
        passwords.violation(realm, user, password).ifPresent(violation -> {
            throw Problem.of(Response.Status.BAD_REQUEST, "Password refused by the policy", sentence(violation));
        });
        reset(user, password);
    }

    /**
     * The same with a transaction password that the server makes.
     *
     * @return told this once
     */
    TemporaryPassword makeTemporaryTransactionPassword(String id) {
        UserModel user = credentialsManaged(id);
        String password = TransactionPasswords.of(session).newTemporary(realm, user);
        reset(user, password);
        return new TemporaryPassword(password);
    }

    private void reset(UserModel user, String password) {
        TransactionPasswords.of(session).reset(realm, user, password, call.staff());
        StoredRequiredActions.of(session).add(user, RequiredActionId.TRANSACTION_PASSWORD.id());
        call.reportChange();
    }

    /**
     * A transaction password that was set, for whoever tells it to the customer. In no log.
     *
     * @param value in plain
     */
    record TemporaryPassword(String value) {
        @Override
        public String toString() {
            return "TemporaryPassword[]";
        }
    }

    /**
     * Starts the service for a customer: from the next login on a token is asked for. Once started, it stays so. No
     * credential changes by it.
     */
    void start(String id) {
        call.requireIssuedTokens();
        UserModel user = call.managed(id);
        if (new TokenStart(session, call.adminId()).start(user)) {
            call.reportChange();
        }
    }

    /**
     * トークンの失効: the customer's token is of no use any more; another one can be issued after the institution's waiting
     * time.
     */
    void revokeToken(String id) {
        call.requireIssuedTokens();
        UserModel user = call.credentialsManaged(id);
        if (!revokeIssued(user)) {
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Nothing to revoke",
                    "The customer has no token in use, and none that is issued.");
        }
        call.reportChange();
    }

    /**
     * Takes whatever OTP the customer has: an issued token, also one that is not in use yet, a bound one, or that of an
     * app. A realm may have changed its kind of service since the customer got it, so each is looked for by what is
     * there.
     */
    void revokeOtp(String id) {
        UserModel user = credentialsManaged(id);
        if (!revoke(user)) {
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Nothing to revoke",
                    "The customer has no OTP: no app, no token in use, and none that is issued.");
        }
        call.reportChange();
    }

    private boolean revoke(UserModel user) {
        if (IssuedTokens.offered(realm)) {
            return revokeIssued(user);
        }
        // Before anything is read of it: of two at once the second one is to find what the first one has left.
        AttemptGuard.of(session).hold(realm, user, Factor.OTP);
        TokenInventory inventory = TokenInventory.of(session);
        TokenId bound = inventory.ofCustomer(user).map(InventoryToken::id).orElse(null);
        return bound != null && inventory.unbind(realm, user, bound, call.staff(bound))
                || OtpCredentials.of(session).revoke(realm, user, call.staff());
    }

    private boolean revokeIssued(UserModel user) {
        return TokenStandings.of(session).find(user.getId()).revocable()
                && TokenRevocation.revoke(session, realm, user, call.staff());
    }

    private String sentence(Violation violation) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return switch (violation) {
            case TOO_SHORT -> "It must have at least " + settings.transactionPasswordMinLength() + " characters.";
            case TOO_LONG -> "It must have at most " + settings.transactionPasswordMaxLength() + " characters.";
            case SAME_AS_USERNAME -> "It must differ from the user name.";
        };
    }

    private UserModel credentialsManaged(String id) {
        call.requireService();
        return call.credentialsManaged(id);
    }
}
