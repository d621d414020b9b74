package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpDevices;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
        List<OTPCredentialModel> credentials = OtpCredentials.all(action.user()).toList();
        if (credentials.isEmpty()) {
            return Optional.of(OtpProof.NOT_IN_USE);
        }
        OtpRedisplay redisplay = OtpRedisplay.of(action.session());
        List<OTPCredentialModel> possible =
                credentials.stream().filter(redisplay::possible).toList();
        if (possible.isEmpty()) {
            return Optional.of(new Refusal(
                    credentials.stream().anyMatch(redisplay::ofToken)
                            ? "sekishoRedisplayToken"
                            : "sekishoServiceUnavailable"));
        }
        Optional<OTPCredentialModel> credential = stage(action) == RedisplayStage.SHOWN
                ? provedFor(action)
                : offered(action).findFirst();
        return credential.isEmpty()
                ? Optional.of(
                        new Refusal("sekishoRedisplayLimit", action.settings().maxRedisplaysPerDay()))
                : unopened(action, credential.get());
    }

    /** Those whose key can be shown today. */
    private static Stream<OTPCredentialModel> offered(KeycloakWalkContext action) {
        OtpRedisplay redisplay = OtpRedisplay.of(action.session());
        return OtpCredentials.all(action.user())
                .filter(redisplay::possible)
                .filter(credential -> redisplay.left(action.realm(), credential) > 0);
    }

    private static Optional<Refusal> unopened(KeycloakWalkContext action, OTPCredentialModel credential) {
        try {
            OtpRedisplay.of(action.session()).seed(action.realm(), action.user(), credential);
            return Optional.empty();
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
    }

    @Override
    public RedisplayStage stage(KeycloakWalkContext action) {
        return RedisplayStage.of(
                action.notedStage(RedisplayStage.class),
                Optional.ofNullable(action.note(WalkNote.CREDENTIAL)),
                OtpCredentials.all(action.user()).map(OTPCredentialModel::getId).toList());
    }

    private static Optional<OTPCredentialModel> provedFor(KeycloakWalkContext action) {
        String provedFor = action.note(WalkNote.CREDENTIAL);
        return OtpCredentials.all(action.user())
                .filter(credential -> credential.getId().equals(provedFor))
                .findFirst();
    }

    /** The device that was chosen among those whose key can be shown. */
    private static OtpDevices devices(KeycloakWalkContext action) {
        return OtpDevices.of(offered(action), action.posted(OtpDevices.FIELD));
    }

    @Override
    protected Response page(KeycloakWalkContext action, RedisplayStage stage) {
        // It may be stopped, or stopped and applied for anew, since the stage was looked at.
        return stage == RedisplayStage.SHOWN
                ? provedFor(action)
                        .map(credential -> key(action, credential))
                        .orElseGet(() -> page(action, OtpProof.NOT_IN_USE))
                : proof(action);
    }

    private static Response key(KeycloakWalkContext action, OTPCredentialModel credential) {
        OtpSeed seed = OtpRedisplay.of(action.session()).seed(action.realm(), action.user(), credential);
        return action.form()
                .setAttribute("registration", RegistrationBean.of(action, seed))
                .createForm(RedisplayStage.SHOWN.template());
    }

    private Response proof(KeycloakWalkContext action) {
        OtpDevices devices = devices(action);
        OtpRedisplay redisplay = OtpRedisplay.of(action.session());
        return OtpCredentials.all(action.user())
                .filter(credential -> credential.getId().equals(devices.getSelectedId()))
                .findFirst()
                .map(credential -> action.form()
                        .setAttribute(
                                "redisplay", new RedisplayBean(devices, redisplay.left(action.realm(), credential)))
                        .createForm(RedisplayStage.PROOF.template()))
                .orElseGet(() -> page(action, OtpProof.NOT_IN_USE));
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, RedisplayStage stage) {
        if (stage == RedisplayStage.SHOWN) {
            return Outcome.FINISH;
        }
        OtpDevices devices = devices(action);
        // Not if another tab has taken the last re-display of the day: then the next page says so.
        if (OtpProof.prove(action, devices)
                && OtpRedisplay.of(action.session())
                        .count(action.realm(), action.user(), devices.chosenId(), action.customer())) {
            action.note(WalkNote.CREDENTIAL, devices.chosenId());
            action.goTo(RedisplayStage.SHOWN);
        }
        return Outcome.CONTINUE;
    }
}
