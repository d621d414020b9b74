package io.sekisho.requiredaction.token;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.institution.EnrolmentProof;
import io.sekisho.institution.ReplacementProof;
import io.sekisho.inventory.Binding;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.TokenInventory;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.mailcode.MailCodeProof;
import io.sekisho.requiredaction.transactionpassword.TransactionPasswordForm;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.WalkNote;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;

/**
 * ワンタイムパスワード利用登録 of a token that the customer holds: the proof that the institution asks for, token ID and code,
 * a second code where the token's clock is far off, result. The same walk replaces a token by another one.
 *
 * <p>The proof is part of the walk whatever the login was; a first token and a replacement each have a setting of their
 * own.
 */
public final class BindAction extends CustomerAction<BindStage> {

    private static final String TRANSACTION_PASSWORD = "transactionPassword";
    private static final String TOKEN_ID = "tokenId";
    private static final String OTP = "otp";
    private static final int MAX_SHOWN_AGAIN = 64;

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        BindStage stage = stage(action);
        if (stage == BindStage.RECEIPT) {
            return Optional.empty();
        }
        if (!TokenInventory.offered(action.realm())) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        return keyringRefusal(action, "no token can be bound")
                .or(() -> attemptsRefusal(action))
                .or(() -> switch (stage) {
                    case PROOF -> new TransactionPasswordForm(action).refusal();
                    case MAIL -> mailCode(action).refusal();
                    default -> Optional.empty();
                });
    }

    private static Optional<Refusal> attemptsRefusal(KeycloakWalkContext action) {
        AttemptState attempts = AttemptGuard.of(action.session()).state(action.user(), Factor.OTP);
        if (attempts.exhausted()) {
            return Optional.of(new Refusal("sekishoTokenBindExhausted"));
        }
        if (attempts.suspended()) {
            return Optional.of(new Refusal("sekishoTokenBindSuspended"));
        }
        return Optional.empty();
    }

    @Override
    protected boolean enrols() {
        return true;
    }

    @Override
    public BindStage stage(KeycloakWalkContext action) {
        return BindStage.of(facts(action));
    }

    private static BindStage.Facts facts(KeycloakWalkContext action) {
        return new BindStage.Facts() {
            @Override
            public boolean inUse() {
                return replacing(action);
            }

            @Override
            public boolean boundHere() {
                return isBoundHere(action);
            }

            @Override
            public EnrolmentProof enrolmentProof() {
                return action.settings().enrolmentProof();
            }

            @Override
            public ReplacementProof replacementProof() {
                return action.settings().replacementProof();
            }

            @Override
            public boolean loggedIn() {
                return action.loggedIn();
            }

            @Override
            public boolean proved(Proof proof) {
                return action.isProved(proof);
            }

            @Override
            public boolean nextCodeAwaited() {
                return action.note(WalkNote.PENDING) != null;
            }
        };
    }

    /** Whether a code that was typed in this walk has bound the customer's token. */
    private static boolean isBoundHere(KeycloakWalkContext action) {
        return OtpEnrolments.of(action.session()).enrolledIn(action.user(), action.authentication());
    }

    private static boolean mayReplace(KeycloakWalkContext action) {
        return BindStage.proved(facts(action), true);
    }

    private static boolean replacing(KeycloakWalkContext action) {
        return OtpCredentials.of(action.session()).isStored(action.user());
    }

    @Override
    protected Response page(KeycloakWalkContext action, BindStage stage) {
        if (stage == BindStage.MAIL) {
            mailCode(action).sendFirst();
        }
        return action.form()
                .setAttribute("bind", new BindBean(action, stage, replacing(action)))
                .setAttribute("mailCode", mailCode(action).bean())
                .createForm(stage.template());
    }

    private static MailCodeProof mailCode(KeycloakWalkContext action) {
        return new MailCodeProof(action, MailCodeProof.Purpose.TOKEN_REPLACEMENT);
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, BindStage stage) {
        switch (stage) {
            case PROOF -> new TransactionPasswordForm(action).prove(TRANSACTION_PASSWORD);
            case MAIL -> mailCode(action).take();
            case TOKEN -> bind(action);
            case NEXT -> {
                if (action.posted("back") != null) {
                    action.removeNote(WalkNote.PENDING);
                } else {
                    bindByNextCode(action);
                }
            }
            case RECEIPT -> {
                return Outcome.FINISH;
            }
        }
        return Outcome.CONTINUE;
    }

    private static void bind(KeycloakWalkContext action) {
        String typed =
                action.posted(TOKEN_ID) == null ? "" : action.posted(TOKEN_ID).strip();
        action.note(WalkNote.TOKEN, typed.substring(0, Math.min(typed.length(), MAX_SHOWN_AGAIN)));
        Optional<TokenId> id = TokenId.parse(typed);
        if (id.isEmpty()) {
            action.showError(
                    new FormMessage(TOKEN_ID, typed.isEmpty() ? "sekishoTokenIdMissing" : "sekishoTokenIdMalformed"));
        } else {
            code(action)
                    .ifPresent(code -> judged(
                            action,
                            TokenInventory.of(action.session())
                                    .bind(
                                            action.realm(),
                                            action.user(),
                                            id.get(),
                                            code,
                                            mayReplace(action),
                                            action.authentication(),
                                            action.customer())));
        }
    }

    private static void bindByNextCode(KeycloakWalkContext action) {
        String note = action.note(WalkNote.PENDING);
        if (note == null) {
            // The same form sent twice, and the first one was judged: the next page says how.
            return;
        }
        Binding.Pending pending = Binding.Pending.of(note);
        code(action).ifPresent(code -> {
            Binding binding = TokenInventory.of(action.session())
                    .bindByNextCode(
                            action.realm(),
                            action.user(),
                            pending,
                            code,
                            mayReplace(action),
                            action.authentication(),
                            action.customer());
            if (binding instanceof Binding.NextCodeNeeded) {
                action.showRemark("sekishoTokenBindNextNeeded");
            } else if (!(binding instanceof Binding.Refused refused
                    && refused.verification() instanceof Verification.Malformed)) {
                // Whatever else is wrong, the code after the first one cannot be had any more.
                action.removeNote(WalkNote.PENDING);
            }
            judged(action, binding);
        });
    }

    private static Optional<String> code(KeycloakWalkContext action) {
        String input = action.posted(OTP);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(OTP, "sekishoOtpMissing"));
            return Optional.empty();
        }
        return Optional.of(input);
    }

    private static void judged(KeycloakWalkContext action, Binding binding) {
        if (binding instanceof Binding.Bound bound) {
            receipt(action, bound.replaced());
        } else if (binding instanceof Binding.AlreadyYours) {
            if (!isBoundHere(action)) {
                action.showError(new FormMessage(TOKEN_ID, "sekishoTokenBindAlreadyYours"));
            }
            // Else the same form was sent twice, and the next page is the receipt.
        } else if (binding instanceof Binding.NextCodeNeeded next) {
            action.note(WalkNote.PENDING, next.pending().note());
        } else if (binding instanceof Binding.ProofNeeded) {
            // Another tab was faster; the next page asks for it.
            action.showRemark("sekishoStepOutOfOrder");
        } else if (binding instanceof Binding.Refused refused) {
            refused(action, refused.verification());
        }
    }

    private static void receipt(KeycloakWalkContext action, boolean replaced) {
        action.removeNote(WalkNote.PENDING);
        if (replaced) {
            action.note(WalkNote.REPLACED, "true");
        }
    }

    private static void refused(KeycloakWalkContext action, Verification verification) {
        if (verification instanceof Verification.Malformed) {
            action.showError(new FormMessage(OTP, "sekishoTokenBindOtpMalformed"));
            return;
        }
        if (verification instanceof Verification.Wrong wrong) {
            action.showError(new FormMessage(OTP, "sekishoTokenBindRefused", wrong.failuresLeft()));
        } else if (verification instanceof Verification.Unavailable) {
            action.showError(new FormMessage(OTP, "sekishoOtpUnavailable"));
        }
        // Suspended: the next page says so.
        action.reportAttempt(Factor.OTP, verification);
    }
}
