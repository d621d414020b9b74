package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.forms.login.LoginFormsProvider;

/**
 * Sets the transaction password (変更): the old one, or for a first one what the institution asks for; then the new one
 * twice. Also what the staff's reset asks for at the next login.
 */
public final class TransactionPasswordAction extends CustomerAction<TransactionPasswordStage> {

    private static final String CURRENT = "currentTransactionPassword";

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        if (!action.settings().enabled()) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        return switch (stage(action)) {
            case RECEIPT, CHANGE -> Optional.empty();
            // Without a keyring no code can be kept between two pages.
            case MAIL ->
                keyringRefusal(action, "no code can be mailed")
                        .or(() -> new TransactionPasswordForm(action).firstRefusal());
            case FIRST -> new TransactionPasswordForm(action).firstRefusal();
        };
    }

    @Override
    public TransactionPasswordStage stage(KeycloakWalkContext action) {
        return TransactionPasswordStage.of(new TransactionPasswordStage.Facts() {
            @Override
            public boolean done() {
                return action.hasComeTo(TransactionPasswordStage.RECEIPT);
            }

            @Override
            public boolean set() {
                return TransactionPasswords.of(action.session()).isSet(action.user());
            }

            @Override
            public boolean mailCodeDue() {
                return new TransactionPasswordForm(action).mailCodeDue();
            }
        });
    }

    @Override
    protected Response page(KeycloakWalkContext action, TransactionPasswordStage stage) {
        LoginFormsProvider form = switch (stage) {
            case RECEIPT -> action.form();
            case MAIL -> new TransactionPasswordForm(action).mailCodePage();
            case CHANGE -> action.form().setAttribute("transactionPasswordUpdate", bean(action, true));
            case FIRST -> action.form().setAttribute("transactionPasswordUpdate", bean(action, false));
        };
        return form.createForm(stage.template());
    }

    private static TransactionPasswordUpdateBean bean(KeycloakWalkContext action, boolean currentAsked) {
        return new TransactionPasswordUpdateBean(
                currentAsked,
                !currentAsked && new TransactionPasswordForm(action).loginPasswordAsked(),
                action.settings());
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, TransactionPasswordStage stage) {
        TransactionPasswordForm form = new TransactionPasswordForm(action);
        return switch (stage) {
            case RECEIPT -> Outcome.FINISH;
            case MAIL -> {
                form.takeMailCode();
                yield Outcome.CONTINUE;
            }
            case CHANGE -> update(action, form, true);
            case FIRST -> update(action, form, false);
        };
    }

    private static Outcome update(KeycloakWalkContext action, TransactionPasswordForm form, boolean changing) {
        TransactionPasswords passwords = TransactionPasswords.of(action.session());
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
        action.goTo(TransactionPasswordStage.RECEIPT);
        return Outcome.CONTINUE;
    }
}
