package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.requiredaction.ActionSession;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Sets the transaction password (変更): the old one, or for a first one what the institution asks for; then the new one
 * twice. Also what the staff's reset asks for at the next login.
 */
public final class TransactionPasswordAction extends CustomerAction {

    private static final String MAIL = "mail";
    private static final String UPDATE = "update";
    private static final String RECEIPT = "receipt";
    private static final String CURRENT = "currentTransactionPassword";

    @Override
    protected Optional<Refusal> refusal(ActionSession action) {
        if (!action.settings().enabled()) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        return switch (stage(action)) {
            case RECEIPT -> Optional.empty();
            // Without a keyring no code can be kept between two pages.
            case MAIL ->
                keyringRefusal(action, "no code can be mailed")
                        .or(() -> new TransactionPasswordForm(action).firstRefusal());
            default -> isSet(action) ? Optional.empty() : new TransactionPasswordForm(action).firstRefusal();
        };
    }

    private static boolean isSet(ActionSession action) {
        return TransactionPasswords.of(action.session()).isSet(action.user());
    }

    @Override
    protected String stage(ActionSession action) {
        if (RECEIPT.equals(action.note(ActionSession.STAGE))) {
            return RECEIPT;
        }
        return !isSet(action) && new TransactionPasswordForm(action).mailCodeDue() ? MAIL : UPDATE;
    }

    @Override
    protected Response page(ActionSession action) {
        return switch (stage(action)) {
            case RECEIPT -> action.form().createForm("sekisho-transaction-password-receipt.ftl");
            case MAIL ->
                new TransactionPasswordForm(action).mailCodePage().createForm("sekisho-transaction-password-mail.ftl");
            default ->
                action.form()
                        .setAttribute("transactionPasswordUpdate", bean(action))
                        .createForm("sekisho-transaction-password-update.ftl");
        };
    }

    private static TransactionPasswordUpdateBean bean(ActionSession action) {
        boolean currentAsked = isSet(action);
        return new TransactionPasswordUpdateBean(
                currentAsked,
                !currentAsked && new TransactionPasswordForm(action).loginPasswordAsked(),
                action.settings());
    }

    @Override
    protected Outcome submit(ActionSession action, String step) {
        TransactionPasswordForm form = new TransactionPasswordForm(action);
        return switch (step) {
            case RECEIPT -> Outcome.FINISH;
            case MAIL -> {
                form.takeMailCode();
                yield Outcome.CONTINUE;
            }
            default -> update(action, form);
        };
    }

    private static Outcome update(ActionSession action, TransactionPasswordForm form) {
        TransactionPasswords passwords = TransactionPasswords.of(action.session());
        boolean changing = passwords.isSet(action.user());
        boolean proved = changing ? form.prove(CURRENT) : form.proveFirst();
        if (!proved) {
            return Outcome.CONTINUE;
        }
        Optional<String> password = changing ? form.acceptableNewPassword() : form.acceptableFirstPassword();
        if (password.isEmpty()) {
            return Outcome.CONTINUE;
        }
        if (!form.set(password.get())) {
            // Another window was faster. It has done what a login was asked for, unless it was the staff, who ask for
            // it once more.
            boolean done = passwords.isSet(action.user()) && !passwords.isTemporary(action.user());
            return done && !action.startedByCustomer() ? Outcome.FINISH : Outcome.CONTINUE;
        }
        if (!action.startedByCustomer()) {
            // In the middle of a login, where a receipt would only stand in the way.
            return Outcome.FINISH;
        }
        action.note(ActionSession.STAGE, RECEIPT);
        return Outcome.CONTINUE;
    }
}
