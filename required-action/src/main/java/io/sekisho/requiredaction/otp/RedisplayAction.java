package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpRedisplay;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.WalkNote;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.credential.OTPCredentialModel;

/**
 * コード再表示: after a fresh code, the same key once more, for a second device. Counted against the limit of a day, and
 * always notified. A reload shows the same page again and does not count; it ends with the walk.
 */
public final class RedisplayAction extends CustomerAction<RedisplayStage> {

    private static final Logger LOG = Logger.getLogger(RedisplayAction.class);

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        if (!OtpCredentials.offered(action.realm())) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        return OtpProof.credential(action)
                .map(credential -> refusal(action, credential))
                .orElse(Optional.of(OtpProof.NOT_IN_USE));
    }

    private static Optional<Refusal> refusal(KeycloakWalkContext action, OTPCredentialModel credential) {
        OtpRedisplay redisplay = OtpRedisplay.of(action.session());
        if (!redisplay.possible(credential)) {
            return Optional.of(
                    new Refusal(redisplay.ofToken(credential) ? "sekishoRedisplayToken" : "sekishoServiceUnavailable"));
        }
        if (stage(action, credential) == RedisplayStage.PROOF && redisplay.left(action.realm(), credential) == 0) {
            return Optional.of(
                    new Refusal("sekishoRedisplayLimit", action.settings().maxRedisplaysPerDay()));
        }
        try {
            redisplay.seed(action.realm(), action.user(), credential);
        } catch (SeedUnavailableException e) {
            e.failure().count(action.realm(), SeedFailure.Use.REDISPLAY);
            SeedLog.error(
                    LOG,
                    action.realm().getName(),
                    "the key of user %s cannot be shown again",
                    action.user().getId(),
                    e);
            return Optional.of(new Refusal("sekishoServiceUnavailable"));
        }
        return Optional.empty();
    }

    @Override
    public RedisplayStage stage(KeycloakWalkContext action) {
        return OtpProof.credential(action)
                .map(credential -> stage(action, credential))
                .orElse(RedisplayStage.PROOF);
    }

    private static RedisplayStage stage(KeycloakWalkContext action, OTPCredentialModel credential) {
        return RedisplayStage.of(
                action.notedStage(RedisplayStage.class), action.note(WalkNote.CREDENTIAL), credential.getId());
    }

    @Override
    protected Response page(KeycloakWalkContext action, RedisplayStage stage) {
        // It may be stopped, or stopped and applied for anew, since the stage was looked at.
        return OtpProof.credential(action)
                .map(credential -> page(action, stage(action, credential), credential))
                .orElseGet(() -> page(action, OtpProof.NOT_IN_USE));
    }

    private static Response page(KeycloakWalkContext action, RedisplayStage stage, OTPCredentialModel credential) {
        OtpRedisplay redisplay = OtpRedisplay.of(action.session());
        if (stage == RedisplayStage.SHOWN) {
            OtpSeed seed = redisplay.seed(action.realm(), action.user(), credential);
            return action.form()
                    .setAttribute("registration", new RegistrationBean(seed, action.settings(), action.user()))
                    .createForm(stage.template());
        }
        return action.form()
                .setAttribute(
                        "redisplay",
                        new RedisplayBean(OtpProof.digits(action), redisplay.left(action.realm(), credential)))
                .createForm(stage.template());
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, RedisplayStage stage) {
        if (stage == RedisplayStage.SHOWN) {
            return Outcome.FINISH;
        }
        if (OtpProof.prove(action)) {
            // Empty if another tab has taken the last re-display of the day: then the next page says so.
            OtpRedisplay.of(action.session())
                    .count(action.realm(), action.user(), action.customer())
                    .ifPresent(credentialId -> {
                        action.note(WalkNote.CREDENTIAL, credentialId);
                        action.goTo(RedisplayStage.SHOWN);
                    });
        }
        return Outcome.CONTINUE;
    }
}
