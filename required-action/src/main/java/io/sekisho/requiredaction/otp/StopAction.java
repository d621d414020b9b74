package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** サービス利用停止: a fresh code, and the service is as if it had never been applied for. */
public final class StopAction extends CustomerAction<StopStage> {

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        if (stage(action) == StopStage.RECEIPT) {
            return Optional.empty();
        }
        return OtpCredentials.stoppable(action.realm())
                ? OtpProof.refusal(action)
                : Optional.of(new Refusal("sekishoServiceNotOffered"));
    }

    @Override
    public StopStage stage(KeycloakWalkContext action) {
        return action.notedStage(StopStage.class).orElse(StopStage.CONFIRM);
    }

    @Override
    protected Response page(KeycloakWalkContext action, StopStage stage) {
        return action.form()
                .setAttribute("stop", new StopBean(OtpProof.devices(action)))
                .createForm(stage.template());
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, StopStage stage) {
        if (stage == StopStage.RECEIPT) {
            return Outcome.FINISH;
        }
        if (OtpProof.prove(action, OtpProof.devices(action))
                && OtpCredentials.of(action.session()).stop(action.realm(), action.user(), action.customer())) {
            action.goTo(StopStage.RECEIPT);
        }
        return Outcome.CONTINUE;
    }
}
