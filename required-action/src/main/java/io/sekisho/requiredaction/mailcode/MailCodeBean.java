package io.sekisho.requiredaction.mailcode;

import io.sekisho.institution.LocalTimes;
import io.sekisho.institution.MailAddress;
import io.sekisho.requiredaction.KeycloakWalkContext;
import org.keycloak.common.util.Time;

/** What the page for a code that was mailed shows. */
public final class MailCodeBean {

    private final MailCodeProof proof;
    private final KeycloakWalkContext action;

    MailCodeBean(MailCodeProof proof, KeycloakWalkContext action) {
        this.proof = proof;
        this.action = action;
    }

    public String getMaskedAddress() {
        return MailAddress.masked(action.user().getEmail());
    }

    public int getDigits() {
        return MailCodeProof.DIGITS;
    }

    /** For which a code is valid. */
    public long getMinutes() {
        return MailedCode.LIFETIME.toMinutes();
    }

    /** {@code 09:22}; empty if none was sent. */
    public String getSentAt() {
        return proof.mailedAt()
                .map(millis -> LocalTimes.minute(millis, action.settings().timeZone()))
                .orElse("");
    }

    /** Whether the mail could not be sent yet. */
    public boolean isDelayed() {
        return proof.delayed();
    }

    /** From when on another one can be sent, {@code 09:22:05}; empty if now. */
    public String getResendFrom() {
        long from = proof.mailableFrom();
        return from > Time.currentTimeMillis()
                ? LocalTimes.second(from, action.settings().timeZone())
                : "";
    }
}
