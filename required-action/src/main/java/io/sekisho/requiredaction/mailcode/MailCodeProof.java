package io.sekisho.requiredaction.mailcode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCode;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.institution.LocalTimes;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.requiredaction.KeycloakWalkContext;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Refusal;
import io.sekisho.requiredaction.walk.WalkNote;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * A code that is sent to the customer's registered address, as the proof of a customer who has no other one at hand.
 * The newest one is valid, for a few minutes, and only in the walk that it was sent for. Wrong ones count as failures
 * of the factor that is to be set up, exactly; a right one clears nothing.
 */
public final class MailCodeProof {

    static final int DIGITS = 8;

    private static final String FIELD = "mailCode";
    private static final String RESEND = "resend";
    private static final String SEPARATOR = " ";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a code is sent for. */
    public enum Purpose {
        /** Another token in place of one that the customer may not have any more. */
        TOKEN_REPLACEMENT(Factor.OTP, NoticeKind.MAIL_CODE),
        FIRST_TRANSACTION_PASSWORD(Factor.TRANSACTION_PASSWORD, NoticeKind.TRANSACTION_PASSWORD_CODE);

        private final Factor factor;
        private final NoticeKind mail;

        Purpose(Factor factor, NoticeKind mail) {
            this.factor = factor;
            this.mail = mail;
        }
    }

    private final KeycloakWalkContext action;
    private final Purpose purpose;

    public MailCodeProof(KeycloakWalkContext action, Purpose purpose) {
        this.action = action;
        this.purpose = purpose;
    }

    /** Where codes are sent to; empty if no address is registered. */
    public static Optional<String> address(UserModel user) {
        return Optional.ofNullable(user.getEmail()).filter(address -> !address.isBlank());
    }

    /** Why nobody could prove himself by a code. */
    public Optional<Refusal> refusal() {
        return address(action.user()).isPresent()
                ? Optional.empty()
                : Optional.of(new Refusal("sekishoMailCodeNoAddress"));
    }

    /** What its page shows. */
    public MailCodeBean bean() {
        return new MailCodeBean(this, action);
    }

    /** When the newest code was sent, in milliseconds of the epoch. */
    Optional<Long> mailedAt() {
        return sent().map(MailedCode::mailedAt);
    }

    /** Whether the newest one has not left: the last attempt at it has failed. */
    boolean delayed() {
        return sent().flatMap(sent -> new NoticeOutbox(action.session()).delivery(action.realm(), sent.noticeId()))
                .filter(mail -> mail.delayed() || mail.refused())
                .isPresent();
    }

    /** From when on another one can be sent, in milliseconds of the epoch. */
    long mailableFrom() {
        return sent().map(sent -> sent.mailableFrom(action.settings().tokenMailWaitSeconds()))
                .orElse(0L);
    }

    /** Sends the first code of this walk, when its page is shown for the first time. */
    public void sendFirst() {
        if (sent().isEmpty()) {
            send();
        }
    }

    /**
     * Takes the form of its page: it asks for another code, or brings one, which is the {@link Proof#MAIL_CODE} if it
     * is right.
     */
    public void take() {
        if (action.posted(RESEND) != null) {
            sendAgain();
        } else {
            prove();
        }
    }

    /** Sends another code; the one before is void. Says on the page what hinders it. */
    private void sendAgain() {
        long from = mailableFrom();
        if (from > Time.currentTimeMillis()) {
            action.showError(new FormMessage(
                    RESEND,
                    "sekishoMailCodeNotBefore",
                    LocalTimes.second(from, action.settings().timeZone())));
        } else if (send()) {
            action.showRemark("sekishoMailCodeMailedAgain");
        }
    }

    private boolean send() {
        if (!IssuedTokens.of(action.session()).countMail(action.realm(), action.user())) {
            action.showError(new FormMessage(RESEND, "sekishoMailCodeTooMany"));
            action.reportRefused(purpose.factor, "too-many-mails");
            return false;
        }
        NoticeOutbox outbox = new NoticeOutbox(action.session());
        sent().ifPresent(before -> outbox.withdraw(action.realm(), before.noticeId()));
        String code = String.format("%0" + DIGITS + "d", RANDOM.nextInt((int) Math.pow(10, DIGITS)));
        long now = Time.currentTimeMillis();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("mailCode", code);
        facts.put(
                "expiresAt",
                LocalTimes.dayAndMinute(
                        now + MailedCode.LIFETIME.toMillis(), action.settings().timeZone()));
        String noticeId = outbox.add(action.realm(), action.user(), purpose.mail, facts);
        action.note(
                WalkNote.MAIL_CODE,
                new MailedCode(
                                cipher().seal(code + SEPARATOR + action.presentBasis(Proof.MAIL_CODE), owner()),
                                now,
                                noticeId)
                        .note());
        return true;
    }

    /** Checks the code of the form, and remembers that it was proved; says on the next page what was amiss. */
    private void prove() {
        String input = action.posted(FIELD);
        if (input == null || input.isBlank()) {
            action.showError(new FormMessage(FIELD, "sekishoMailCodeMissing"));
            return;
        }
        Optional<String> code = OtpCode.parse(input, DIGITS);
        if (code.isEmpty()) {
            action.showError(new FormMessage(FIELD, "sekishoOtpMalformed", DIGITS));
            return;
        }
        String address = action.presentBasis(Proof.MAIL_CODE);
        // One that went to an address which is the customer's no longer proves nothing of the one that is.
        Optional<String> expected = sent().filter(newest -> !newest.expired(Time.currentTimeMillis()))
                .map(newest -> cipher().open(newest.sealed(), owner()))
                .filter(opened -> opened.substring(DIGITS).equals(SEPARATOR + address))
                .map(opened -> opened.substring(0, DIGITS));
        if (expected.isEmpty()) {
            action.showError(new FormMessage(FIELD, "sekishoMailCodeExpired"));
            return;
        }
        Verification verification = AttemptGuard.of(action.session())
                .attempt(
                        action.realm(),
                        action.user(),
                        purpose.factor,
                        (session, realm, user) ->
                                // A right one proves that the customer reads the mail, and nothing of the factor whose
                                // failures these are.
                                MessageDigest.isEqual(
                                                expected.get().getBytes(US_ASCII),
                                                code.get().getBytes(US_ASCII))
                                        ? new Verification.Inconclusive()
                                        : new Verification.Wrong());
        if (verification instanceof Verification.Inconclusive) {
            action.removeNote(WalkNote.MAIL_CODE);
            action.prove(Proof.MAIL_CODE, address);
            return;
        }
        if (verification instanceof Verification.Wrong wrong) {
            action.showError(new FormMessage(FIELD, "sekishoMailCodeWrong", wrong.failuresLeft()));
        } else if (verification instanceof Verification.Unavailable) {
            action.showError(AttemptReport.message(action.realm(), purpose.factor, verification, FIELD, DIGITS));
        }
        // Suspended by it: the next page says so.
        action.reportAttempt(purpose.factor, verification);
    }

    private Optional<MailedCode> sent() {
        return Optional.ofNullable(action.note(WalkNote.MAIL_CODE)).map(MailedCode::of);
    }

    private SeedCipher cipher() {
        return ServerKeyring.of(action.session()).cipher();
    }

    private SeedCipher.Owner owner() {
        return new SeedCipher.Owner(action.realm().getId(), action.user().getId());
    }
}
