package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.stored.StoredRequiredActions;
import io.sekisho.credential.transactionpassword.PasswordComparison;
import io.sekisho.credential.transactionpassword.PasswordComparison.Clash;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.FirstTransactionPassword;
import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.mailcode.MailCodeProof;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Refusal;
import java.util.Optional;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * The fields around a transaction password, wherever a walk shows them. Each method says on the next page what was
 * amiss.
 */
public final class TransactionPasswordForm {

    private static final String CURRENT_LOGIN = "password";
    private static final String NEW = "newTransactionPassword";
    private static final String CONFIRM = "newTransactionPasswordConfirm";

    private final KeycloakWalkContext action;
    private final TransactionPasswords passwords;

    public TransactionPasswordForm(KeycloakWalkContext action) {
        this.action = action;
        this.passwords = TransactionPasswords.of(action.session());
    }

    /** Whether a customer without a transaction password is asked for the login password. */
    public boolean loginPasswordAsked() {
        return firstProof().loginPasswordAsked();
    }

    private FirstTransactionPassword.Proof firstProof() {
        return passwords.firstProof(action.realm(), action.user());
    }

    /** Why a customer cannot set a first transaction password here, and whom to call. */
    public Optional<Refusal> firstRefusal() {
        FirstTransactionPassword.Proof proof = firstProof();
        if (proof == FirstTransactionPassword.Proof.STAFF_ONLY) {
            return Optional.of(new Refusal("sekishoTransactionPasswordByStaff"));
        }
        if (!proof.mailCodeAsked()) {
            return proof.possible() ? Optional.empty() : mailCode().refusal();
        }
        AttemptState attempts = AttemptGuard.of(action.session()).state(action.user(), Factor.TRANSACTION_PASSWORD);
        return attempts.suspended() || attempts.exhausted()
                ? Optional.of(new Refusal("sekishoTransactionPasswordSuspended"))
                : Optional.empty();
    }

    /** Whether the page of a first transaction password comes after one for a code that was mailed. */
    public boolean mailCodeDue() {
        return firstProof().mailCodeAsked() && !action.isProved(Proof.MAIL_CODE);
    }

    /** What the page for a code that was mailed shows; the first one is on its way by then. */
    public LoginFormsProvider mailCodePage() {
        mailCode().sendFirst();
        return action.form().setAttribute("mailCode", mailCode().bean());
    }

    /** Takes the form of that page. */
    public void takeMailCode() {
        mailCode().take();
    }

    private MailCodeProof mailCode() {
        return new MailCodeProof(action, MailCodeProof.Purpose.FIRST_TRANSACTION_PASSWORD);
    }

    /** Why nobody could prove himself by it: there is none, or a temporary one, which has to be replaced first. */
    public Optional<Refusal> refusal() {
        if (!passwords.isSet(action.user())) {
            return firstRefusal().or(() -> Optional.of(new Refusal("sekishoTransactionPasswordUnset")));
        }
        return passwords.isTemporary(action.user())
                ? Optional.of(new Refusal("sekishoTransactionPasswordTemporary"))
                : Optional.empty();
    }

    /** Checks the transaction password in a field, and remembers that it was proved. */
    public boolean prove(String field) {
        String input = action.posted(field);
        if (input == null || input.isEmpty()) {
            action.showError(new FormMessage(field, "sekishoTransactionPasswordMissing"));
            return false;
        }
        String basis = action.presentBasis(Proof.TRANSACTION_PASSWORD);
        Verification verification = passwords.verify(action.realm(), action.user(), input);
        if (verification.accepted()) {
            action.prove(Proof.TRANSACTION_PASSWORD, basis);
        } else {
            action.refuseProof(Factor.TRANSACTION_PASSWORD, verification, field, 0);
        }
        return verification.accepted();
    }

    /**
     * Checks the login password, where whoever sets a first transaction password is asked for it; the code that was
     * mailed has been checked before.
     */
    public boolean proveFirst() {
        action.unprove(Proof.TRANSACTION_PASSWORD);
        if (firstRefusal().isPresent() || mailCodeDue()) {
            // The one before was deleted since it was looked whether one is to be set here: the next page says.
            action.showRemark("sekishoStepOutOfOrder");
            return false;
        }
        if (!loginPasswordAsked()) {
            return true;
        }
        String input = action.posted(CURRENT_LOGIN);
        if (input == null || input.isEmpty()) {
            action.showError(new FormMessage(CURRENT_LOGIN, "sekishoLoginPasswordMissing"));
            return false;
        }
        boolean locked = AuthenticatorUtils.getDisabledByBruteForceEventError(
                        action.session().getProvider(BruteForceProtector.class),
                        action.session(),
                        action.realm(),
                        action.user())
                != null;
        if (locked || !action.user().credentialManager().isValid(UserCredentialModel.password(input))) {
            action.showError(new FormMessage(CURRENT_LOGIN, "sekishoLoginPasswordWrong"));
            action.reportRefused(Factor.TRANSACTION_PASSWORD, "login-password-wrong");
            if (!locked) {
                AttemptReport.bruteForceFailure(action.session(), action.realm(), action.user());
            }
            return false;
        }
        return true;
    }

    /** The first password of the form, if it is one that the institution takes. To be asked after the proof. */
    public Optional<String> acceptableFirstPassword() {
        return newPassword().filter(password -> accepted(comparison().clash(action.user(), password)));
    }

    /**
     * The new password of the form, if it is one that the institution takes in place of the present one. To be asked
     * after the proof by the present one: the answer tells whether it is the login password, and so it is given a few
     * times in a day.
     */
    public Optional<String> acceptableNewPassword() {
        return newPassword()
                .filter(password -> accepted(comparison().clashWithinLimit(action.realm(), action.user(), password)));
    }

    private PasswordComparison comparison() {
        return PasswordComparison.of(action.session());
    }

    /** What was typed twice, and is as the institution wants it as far as its text alone tells. */
    private Optional<String> newPassword() {
        String password = action.posted(NEW);
        if (password == null || password.isEmpty()) {
            action.showError(new FormMessage(NEW, "sekishoTransactionPasswordMissing"));
            return Optional.empty();
        }
        Optional<Violation> violation = passwords.violation(action.realm(), action.user(), password);
        if (violation.isPresent()) {
            action.showError(message(violation.get()));
            return Optional.empty();
        }
        if (!password.equals(action.posted(CONFIRM))) {
            action.showError(new FormMessage(CONFIRM, "sekishoTransactionPasswordMismatch"));
            return Optional.empty();
        }
        return Optional.of(password);
    }

    private boolean accepted(Optional<Clash> clash) {
        clash.ifPresent(found -> {
            action.showError(message(found));
            if (found == Clash.UNCOMPARED) {
                action.reportRefused(Factor.TRANSACTION_PASSWORD, "too-many-comparisons");
            }
        });
        return clash.isEmpty();
    }

    private static FormMessage message(Clash clash) {
        return switch (clash) {
            case WITH_OLD -> new FormMessage(NEW, "sekishoTransactionPasswordSameAsOld");
            case WITH_LOGIN -> new FormMessage(NEW, "sekishoTransactionPasswordSameAsLogin");
            case UNCOMPARED -> new FormMessage(NEW, "sekishoTransactionPasswordUncompared");
        };
    }

    private FormMessage message(Violation violation) {
        return switch (violation) {
            case TOO_SHORT ->
                new FormMessage(
                        NEW,
                        "sekishoTransactionPasswordTooShort",
                        action.settings().transactionPasswordMinLength());
            case TOO_LONG ->
                new FormMessage(
                        NEW,
                        "sekishoTransactionPasswordTooLong",
                        action.settings().transactionPasswordMaxLength());
            case SAME_AS_USERNAME -> new FormMessage(NEW, "sekishoTransactionPasswordSameAsLogin");
        };
    }

    /**
     * Sets it, with event and notice, if the one that was proved is still there, or there was none and there still is
     * none.
     *
     * @return whether it was set
     */
    public boolean set(String password) {
        boolean changed = passwords.change(
                action.realm(),
                action.user(),
                password,
                action.provedBasis(Proof.TRANSACTION_PASSWORD).orElse(""),
                action.customer());
        if (changed || passwords.isSet(action.user()) && !passwords.isTemporary(action.user())) {
            // What the staff asked for at the next login is done, here or in another window.
            StoredRequiredActions.of(action.session())
                    .remove(action.user(), RequiredActionId.TRANSACTION_PASSWORD.id());
        }
        if (!changed) {
            action.showRemark("sekishoStepOutOfOrder");
            return false;
        }
        action.prove(Proof.TRANSACTION_PASSWORD, action.presentBasis(Proof.TRANSACTION_PASSWORD));
        return true;
    }
}
