package io.sekisho.requiredaction.token;

import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.Enrolment;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.token.Confirmation;
import io.sekisho.credential.token.IssueOutcome;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenIssue;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.EnrolmentProof;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.LocalTimes;
import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerAction;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.otp.EnrolmentRefusal;
import io.sekisho.requiredaction.transactionpassword.TransactionPasswordForm;
import io.sekisho.requiredaction.walk.Outcome;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.WalkNote;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * ワンタイムパスワードトークン発行: proof, issue, confirmation, receipt. Asked for at each login until a token is in use, of
 * whom the institution says; or started by the customer.
 *
 * <p>The confirmation page stays open while the customer sets up the app; what it shows is read anew at each look, so
 * the walk goes on wherever the customer logs in next, after the same proof.
 */
public final class TokenIssueAction extends CustomerAction<TokenIssueStage> {

    private static final Logger LOG = Logger.getLogger(TokenIssueAction.class);

    private static final String TRANSACTION_PASSWORD = "transactionPassword";
    private static final String OTP = "otp";

    @Override
    protected boolean enrols() {
        return true;
    }

    @Override
    protected void trigger(RequiredActionContext context) {
        UserModel user = context.getUser();
        IssuedTokens tokens = IssuedTokens.of(context.getSession());
        if (!tokens.asked(context.getRealm(), user)) {
            // In use, or not asked for any more; what stays would be asked for at each login.
            tokens.stopAsking(user);
        } else {
            tokens.keepAsking(context.getRealm(), user);
            // A login without a code must not come to its end because a token was taken into use elsewhere meanwhile.
            context.getAuthenticationSession().addRequiredAction(RequiredActionId.TOKEN_ISSUE.id());
            TransactionPasswords passwords = TransactionPasswords.of(context.getSession());
            if (proofAsked(InstitutionSettings.of(context.getRealm()))
                    && context.getRealm().getRequiredActionProviderByAlias(RequiredActionId.TRANSACTION_PASSWORD.id())
                            != null
                    && (!passwords.isSet(user) || passwords.isTemporary(user))) {
                // It is what the issue asks for, and a customer in the middle of a login cannot go elsewhere to set it.
                context.getAuthenticationSession().addRequiredAction(RequiredActionId.TRANSACTION_PASSWORD.id());
            }
        }
    }

    @Override
    public Optional<Refusal> refusal(KeycloakWalkContext action) {
        if (!IssuedTokens.offered(action.realm())) {
            return Optional.of(new Refusal("sekishoServiceNotOffered"));
        }
        if (action.settings().serviceId().isEmpty()) {
            LOG.errorf(
                    "Realm %s: tokens cannot be issued, for the realm has no service ID",
                    action.realm().getName());
            return Optional.of(new Refusal("sekishoServiceUnavailable"));
        }
        return keyringRefusal(action, "no token can be issued").or(() -> switch (stage(action)) {
            case IN_USE, RECEIPT -> Optional.empty();
            // In a login a missing transaction password was asked for before; a customer who comes from the status page
            // goes back there.
            case PROOF -> startRefusal(action).or(() -> new TransactionPasswordForm(action).refusal());
            default -> startRefusal(action);
        });
    }

    private static Optional<Refusal> startRefusal(KeycloakWalkContext action) {
        return IssuedTokens.of(action.session()).issuable(action.realm(), action.user())
                ? Optional.empty()
                : Optional.of(new Refusal("sekishoTokenIssueNotStarted"));
    }

    @Override
    public TokenIssueStage stage(KeycloakWalkContext action) {
        IssuedTokens tokens = IssuedTokens.of(action.session());
        OtpCredentials credentials = OtpCredentials.of(action.session());
        OtpEnrolments enrolments = OtpEnrolments.of(action.session());
        return TokenIssueStage.of(new TokenIssueStage.Facts() {
            @Override
            public boolean issued() {
                return tokens.find(action.user()).isPresent();
            }

            @Override
            public boolean inUse() {
                return credentials.isStored(action.user());
            }

            @Override
            public boolean confirmedHere() {
                return enrolments.enrolledIn(action.user(), action.authentication());
            }

            @Override
            public boolean waiting() {
                return tokens.notBefore(action.user()).isPresent();
            }

            @Override
            public boolean proofDue() {
                return proofAsked(action) && !action.isProved(Proof.TRANSACTION_PASSWORD);
            }

            @Override
            public boolean confirming() {
                return action.hasComeTo(TokenIssueStage.CONFIRM);
            }
        });
    }

    /** Where the institution is content with the login, there must have been one. */
    private static boolean proofAsked(KeycloakWalkContext action) {
        return proofAsked(action.settings()) || !action.loggedIn();
    }

    private static boolean proofAsked(InstitutionSettings settings) {
        return settings.enrolmentProof() == EnrolmentProof.TRANSACTION_PASSWORD;
    }

    @Override
    protected Response page(KeycloakWalkContext action, TokenIssueStage stage) {
        Optional<TokenIssue> issue = IssuedTokens.of(action.session()).find(action.user());
        // Else taken into use by another request since the stage was looked at.
        TokenIssueStage shown = stage != TokenIssueStage.CONFIRM || issue.isPresent() ? stage : stage(action);
        return action.form()
                .setAttribute("issue", new TokenIssueBean(action, shown, proofAsked(action), issue))
                .createForm(shown.template());
    }

    @Override
    public Outcome submit(KeycloakWalkContext action, TokenIssueStage stage) {
        switch (stage) {
            case WAIT -> {
                return action.startedByCustomer() ? Outcome.LEAVE : Outcome.CONTINUE;
            }
            case PROOF -> new TransactionPasswordForm(action).prove(TRANSACTION_PASSWORD);
            case ISSUE -> {
                if (!skip(action)) {
                    issue(action);
                }
            }
            case CONFIRM -> {
                if (action.posted("back") != null) {
                    action.removeNote(WalkNote.STAGE);
                } else if (action.posted("resend") != null) {
                    mailAgain(action);
                } else if (action.posted("refresh") == null) {
                    confirm(action);
                }
            }
            case IN_USE -> {
                return action.startedByCustomer() ? Outcome.FINISH : Outcome.LOGIN_AGAIN;
            }
            case RECEIPT -> {
                return Outcome.FINISH;
            }
        }
        return Outcome.CONTINUE;
    }

    /** トークン発行の省略: goes on with what was issued before. */
    private static boolean skip(KeycloakWalkContext action) {
        if (action.posted("skip") == null) {
            return false;
        }
        if (IssuedTokens.of(action.session()).find(action.user()).isPresent()) {
            action.goTo(TokenIssueStage.CONFIRM);
        } else {
            action.showRemark("sekishoStepOutOfOrder");
        }
        return true;
    }

    private static void issue(KeycloakWalkContext action) {
        TokenIssueForm form = TokenIssueForm.of(
                action.posted(TokenIssueForm.ADDRESS),
                action.posted(TokenIssueForm.ADDRESS_AGAIN),
                action.posted(TokenIssueForm.START_PASSWORD),
                action.posted(TokenIssueForm.START_PASSWORD_AGAIN));
        List<FormMessage> errors = form.errors();
        if (!errors.isEmpty()) {
            action.note(
                    WalkNote.ADDRESS,
                    form.address().substring(0, Math.min(form.address().length(), 128)));
            action.showErrors(errors);
            return;
        }
        action.removeNote(WalkNote.ADDRESS);
        IssuedTokens tokens = IssuedTokens.of(action.session());
        Optional<TokenIssue> before = tokens.find(action.user());
        IssueOutcome outcome =
                tokens.issue(action.realm(), action.user(), form.address(), form.startPassword(), action.customer());
        if (outcome instanceof IssueOutcome.Issued issued) {
            TokenIssueMail mail = new TokenIssueMail(action);
            before.ifPresent(mail::withdraw);
            mail.send(issued.issue());
            mail.tell(issued.issue());
            action.goTo(TokenIssueStage.CONFIRM);
        } else if (outcome instanceof IssueOutcome.TooManyMails) {
            action.showError(new FormMessage(TokenIssueForm.ADDRESS, "sekishoTokenIssueTooManyMails"));
            action.reportRefused(Factor.OTP, "too-many-mails");
        }
        // In use or revoked meanwhile: the next page says so.
    }

    private static void mailAgain(KeycloakWalkContext action) {
        IssueOutcome outcome =
                IssuedTokens.of(action.session()).remail(action.realm(), action.user(), proofAsked(action));
        if (outcome instanceof IssueOutcome.Issued issued) {
            TokenIssueMail mail = new TokenIssueMail(action);
            mail.withdraw(issued.issue());
            mail.send(issued.issue());
            action.showRemark("sekishoTokenIssueMailedAgain");
        } else if (outcome instanceof IssueOutcome.MailNotBefore notBefore) {
            action.showError(new FormMessage(
                    "resend",
                    "sekishoTokenIssueMailNotBefore",
                    LocalTimes.second(notBefore.millis(), action.settings().timeZone())));
        } else if (outcome instanceof IssueOutcome.TooManyMails) {
            action.showError(new FormMessage("resend", "sekishoTokenIssueTooManyMails"));
            action.reportRefused(Factor.OTP, "too-many-mails");
        } else {
            action.showError(new FormMessage("resend", "sekishoTokenIssueNothingToSend"));
        }
    }

    private static void confirm(KeycloakWalkContext action) {
        String input = action.posted(OTP);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(OTP, "sekishoOtpMissing"));
            return;
        }
        Confirmation confirmation;
        try {
            confirmation = IssuedTokens.of(action.session())
                    .confirm(action.realm(), action.user(), input, action.authentication(), action.customer());
        } catch (SeedUnavailableException e) {
            e.failure().count(action.realm(), SeedFailure.Use.ENROLMENT);
            SeedLog.error(
                    LOG,
                    action.realm().getName(),
                    "the token of user %s cannot be confirmed",
                    action.user().getId(),
                    e);
            action.showError(new FormMessage(OTP, "sekishoOtpUnavailable"));
            return;
        }
        if (confirmation instanceof Confirmation.Judged judged) {
            judged(action, judged.enrolment());
        } else if (confirmation instanceof Confirmation.NotActivated) {
            action.showError(new FormMessage(OTP, "sekishoTokenIssueNotActivated"));
        } else if (!OtpCredentials.of(action.session()).isStored(action.user())) {
            action.showError(new FormMessage(OTP, "sekishoTokenIssueNothingToConfirm"));
        }
        // In use by now: the next page is the receipt if it was this walk, whose form was sent twice; else it says that
        // a token is in use.
    }

    private static void judged(KeycloakWalkContext action, Enrolment enrolment) {
        if (enrolment instanceof Enrolment.Malformed) {
            int digits = IssuedTokens.of(action.session())
                    .find(action.user())
                    .map(TokenIssue::digits)
                    .orElseGet(() -> action.realm().getOTPPolicy().getDigits());
            action.showError(new FormMessage(OTP, "sekishoOtpMalformed", digits));
        } else if (enrolment instanceof Enrolment.Refused refused) {
            action.showError(EnrolmentRefusal.message(action, OTP, refused.match(), "sekishoTokenIssueCodeWrong"));
            action.reportRefused(Factor.OTP, "enrolment-not-confirmed");
        }
    }
}
