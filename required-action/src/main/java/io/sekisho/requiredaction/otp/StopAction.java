package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.requiredaction.ActionSession;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** サービス利用停止: a fresh code, and the service is as if it had never been applied for. */
public final class StopAction extends CustomerAction {

    private static final String CONFIRM = "confirm";
    private static final String RECEIPT = "receipt";

    @Override
    protected Optional<Refusal> refusal(ActionSession action) {
        if (RECEIPT.equals(stage(action))) {
            return Optional.empty();
        }
        return OtpCredentials.stoppable(action.realm())
                ? OtpProof.refusal(action)
                : Optional.of(new Refusal("sekishoServiceNotOffered"));
    }

    @Override
    protected String stage(ActionSession action) {
        return RECEIPT.equals(action.note(ActionSession.STAGE)) ? RECEIPT : CONFIRM;
    }

    @Override
    protected Response page(ActionSession action) {
        return RECEIPT.equals(stage(action))
                ? action.form().createForm("sekisho-otp-stop-receipt.ftl")
                : action.form()
                        .setAttribute("stop", new StopBean(OtpProof.digits(action)))
                        .createForm("sekisho-otp-stop.ftl");
    }

    @Override
    protected Outcome submit(ActionSession action, String step) {
        if (RECEIPT.equals(step)) {
            return Outcome.FINISH;
        }
        if (OtpProof.prove(action)
                && OtpCredentials.of(action.session()).stop(action.realm(), action.user(), action.customer())) {
            action.note(ActionSession.STAGE, RECEIPT);
        }
        return Outcome.CONTINUE;
    }
}
