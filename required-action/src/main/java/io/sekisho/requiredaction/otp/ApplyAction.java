package io.sekisho.requiredaction.otp;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.CodeParameters;
import io.sekisho.credential.otp.Enrolment;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.credential.otp.OtpStatus;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.transactionpassword.TransactionPasswordForm;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.WalkNote;
import io.sekisho.requiredaction.walk.WalkNotes;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;

/**
 * サービス申込: proof, registration, confirmation, receipt.
 *
 * <p>Until the confirmation is committed, all there is of an application is a sealed seed in the authentication
 * session; leaving it leaves nothing. After the commit the receipt is only a page.
 */
public final class ApplyAction extends CustomerAction<ApplyStage> {

    private static final String TRANSACTION_PASSWORD = "transactionPassword";
    private static final String OTP = "otp";

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        if (!OtpCredentials.offered(action.realm())) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        return switch (ApplyStage.use(facts(action))) {
            case HERE -> Optional.empty();
            case ELSEWHERE -> Optional.of(new Refusal("sekishoApplyAlreadyInUse"));
            case NONE -> beginRefusal(action);
        };
    }

    private Optional<Refusal> beginRefusal(KeycloakWalkContext action) {
        Optional<Refusal> withoutKeyring = keyringRefusal(action, "nobody can apply for the OTP service");
        if (withoutKeyring.isPresent()) {
            return withoutKeyring;
        }
        beginAnewIfSeedIsLost(action);
        beginAnewIfProofIsVoid(action);
        return firstPasswordAsked(action, stage(action))
                ? new TransactionPasswordForm(action).firstRefusal()
                : Optional.empty();
    }

    /**
     * Whether the customer has no transaction password; a temporary one that was proved is replaced on the same page.
     */
    private static boolean firstPasswordAsked(KeycloakWalkContext action, ApplyStage stage) {
        return stage == ApplyStage.MAIL || stage == ApplyStage.SET && action.note(WalkNote.TEMPORARY) == null;
    }

    @Override
    protected boolean enrols() {
        return true;
    }

    /**
     * The database is asked, which knows more of this very application than the session does: it is committed first,
     * and the node may have gone before it could store the session as well, or another node may have had the same form
     * sent twice.
     */
    private static boolean isConfirmed(KeycloakWalkContext action) {
        OtpEnrolments enrolments = OtpEnrolments.of(action.session());
        String seed = action.note(WalkNote.SEED);
        return enrolments.enrolledIn(action.user(), action.authentication())
                // Another tab, which shows the same key. A login that asked for no code does not come here: it was
                // overtaken, and begins anew.
                || seed != null
                        && action.startedByCustomer()
                        && enrolments.enrolled(action.realm(), action.user(), seed);
    }

    /** The keyring may have lost the key of the pending seed meanwhile. */
    private static void beginAnewIfSeedIsLost(KeycloakWalkContext action) {
        String seed = action.note(WalkNote.SEED);
        if (seed != null && !OtpEnrolments.of(action.session()).opens(action.realm(), action.user(), seed)) {
            action.removeNote(WalkNote.SEED);
            action.removeNote(WalkNote.STAGE);
            action.showRemark("sekishoStepOutOfOrder");
        }
    }

    /**
     * The staff have reset the transaction password, or another tab has changed it: the proof was given with a password
     * that is none any more, and serves neither to set another one nor to go on with the application.
     */
    private static void beginAnewIfProofIsVoid(KeycloakWalkContext action) {
        if (action.note(WalkNote.STAGE) != null && !action.isProved(Proof.TRANSACTION_PASSWORD)) {
            action.unprove(Proof.TRANSACTION_PASSWORD);
            action.removeNote(WalkNote.TEMPORARY);
            action.removeNote(WalkNote.SEED);
            action.removeNote(WalkNote.STAGE);
            action.dropRemark();
        }
    }

    @Override
    public ApplyStage stage(KeycloakWalkContext action) {
        return ApplyStage.of(facts(action));
    }

    private static ApplyStage.Facts facts(KeycloakWalkContext action) {
        return new ApplyStage.Facts() {
            @Override
            public boolean inUse() {
                return OtpCredentials.of(action.session()).status(action.user()) != OtpStatus.NOT_REGISTERED;
            }

            @Override
            public boolean confirmedHere() {
                return isConfirmed(action);
            }

            @Override
            public Optional<ApplyStage> noted() {
                return action.notedStage(ApplyStage.class);
            }

            @Override
            public boolean passwordSet() {
                return TransactionPasswords.of(action.session()).isSet(action.user());
            }

            @Override
            public boolean mailCodeDue() {
                return new TransactionPasswordForm(action).mailCodeDue();
            }
        };
    }

    @Override
    protected Response page(KeycloakWalkContext action, ApplyStage stage) {
        boolean loginPasswordAsked =
                firstPasswordAsked(action, stage) && new TransactionPasswordForm(action).loginPasswordAsked();
        LoginFormsProvider form =
                stage == ApplyStage.MAIL ? new TransactionPasswordForm(action).mailCodePage() : action.form();
        form.setAttribute(
                "apply",
                new ApplyBean(stage, action.realm(), parameters(action.notes(), action.realm()), loginPasswordAsked));
        if (stage == ApplyStage.REGISTER) {
            form.setAttribute("registration", RegistrationBean.of(action, seed(action, action.note(WalkNote.SEED))));
        }
        return form.createForm(stage.template());
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, ApplyStage stage) {
        boolean back = action.posted("back") != null;
        switch (stage) {
            case PROOF -> prove(action);
            case MAIL -> new TransactionPasswordForm(action).takeMailCode();
            case SET -> set(action, stage);
            case REGISTER -> {
                if (back) {
                    // Another application begins with another proof and another seed.
                    action.removeNote(WalkNote.STAGE);
                    action.removeNote(WalkNote.SEED);
                } else {
                    action.goTo(ApplyStage.CONFIRM);
                }
            }
            case CONFIRM -> {
                if (back) {
                    action.goTo(ApplyStage.REGISTER);
                } else {
                    confirm(action);
                }
            }
            case RECEIPT -> {
                return Outcome.FINISH;
            }
        }
        return Outcome.CONTINUE;
    }

    private static void prove(KeycloakWalkContext action) {
        if (!new TransactionPasswordForm(action).prove(TRANSACTION_PASSWORD)) {
            return;
        }
        if (TransactionPasswords.of(action.session()).isTemporary(action.user())) {
            action.note(WalkNote.TEMPORARY, "true");
            action.goTo(ApplyStage.SET);
            action.showRemark("sekishoTransactionPasswordTemporary");
        } else {
            register(action);
        }
    }

    private static void set(KeycloakWalkContext action, ApplyStage stage) {
        TransactionPasswordForm form = new TransactionPasswordForm(action);
        boolean first = firstPasswordAsked(action, stage);
        if (first && !form.proveFirst()) {
            return;
        }
        (first ? form.acceptableFirstPassword() : form.acceptableNewPassword()).ifPresent(password -> {
            if (form.set(password)) {
                action.removeNote(WalkNote.TEMPORARY);
                register(action);
            }
        });
    }

    /**
     * The proof holds: a seed is made, or taken over from another tab in which the customer has registered it already.
     */
    private static void register(KeycloakWalkContext action) {
        OtpEnrolments enrolments = OtpEnrolments.of(action.session());
        Optional<WalkNotes> other = action.notesOfOtherTabs().stream()
                .filter(notes -> notes.get(WalkNote.SEED) != null)
                .filter(notes -> enrolments.opens(action.realm(), action.user(), notes.get(WalkNote.SEED)))
                .findFirst();
        action.note(
                WalkNote.SEED,
                other.map(notes -> notes.get(WalkNote.SEED))
                        .orElseGet(() -> enrolments.newPendingSeed(action.realm(), action.user())));
        action.note(
                WalkNote.SEED_PARAMETERS,
                other.map(notes -> parameters(notes, action.realm()))
                        .orElseGet(() -> CodeParameters.of(action.realm().getOTPPolicy()))
                        .note());
        action.goTo(ApplyStage.REGISTER);
    }

    /** Those that the QR code has told the app, whatever the realm's policy has become since. */
    private static CodeParameters parameters(WalkNotes notes, RealmModel realm) {
        // A node of the version before leaves no note of them.
        return Optional.ofNullable(notes.get(WalkNote.SEED_PARAMETERS))
                .map(CodeParameters::ofNote)
                .orElseGet(() -> CodeParameters.of(realm.getOTPPolicy()));
    }

    private static OtpSeed seed(KeycloakWalkContext action, String pending) {
        return OtpEnrolments.of(action.session())
                .open(action.realm(), action.user(), pending, parameters(action.notes(), action.realm()));
    }

    private static void confirm(KeycloakWalkContext action) {
        String input = action.posted(OTP);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(OTP, "sekishoOtpMissing"));
            return;
        }
        String pending = action.note(WalkNote.SEED);
        if (pending == null) {
            // The same form sent twice, and the first one has just enrolled: the next page is the receipt.
            return;
        }
        OtpEnrolments enrolments = OtpEnrolments.of(action.session());
        OtpSeed seed = seed(action, pending);
        Enrolment enrolment = enrolments.enrol(
                action.realm(), action.user(), seed, input, action.authentication(), action.customer());
        if (enrolment instanceof Enrolment.Enrolled) {
            action.removeNote(WalkNote.SEED);
        } else if (enrolment instanceof Enrolment.Malformed) {
            action.showError(new FormMessage(OTP, "sekishoOtpMalformed", seed.digits()));
        } else if (enrolment instanceof Enrolment.Refused refused) {
            action.showError(EnrolmentRefusal.message(action, OTP, refused.match(), "sekishoApplyCodeWrong"));
            action.reportRefused(Factor.OTP, "enrolment-not-confirmed");
        }
        // Enrolled meanwhile: the next page is the receipt if it was this walk, whose form was sent twice; else it says
        // that the service is in use.
    }
}
