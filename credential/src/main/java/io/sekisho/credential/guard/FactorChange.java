package io.sekisho.credential.guard;

import static org.keycloak.events.EventType.REMOVE_CREDENTIAL;
import static org.keycloak.events.EventType.UPDATE_CREDENTIAL;

import java.util.Locale;
import org.keycloak.events.EventType;

/**
 * A change of a customer's factor: the detail {@code action} of its event, and counted by the metric
 * {@code sekisho.changes}.
 */
public enum FactorChange {

    /** An app was registered. */
    APPLIED(Factor.OTP, UPDATE_CREDENTIAL),
    /** The key was shown again. */
    REDISPLAYED(Factor.OTP, UPDATE_CREDENTIAL),
    /** The service was ended. */
    STOPPED(Factor.OTP, REMOVE_CREDENTIAL),
    /** The staff have started the service. */
    STARTED(Factor.OTP, UPDATE_CREDENTIAL),
    /** A token was issued. */
    ISSUED(Factor.OTP, UPDATE_CREDENTIAL),
    /** An issued token's seed was handed to the app. */
    ACTIVATED(Factor.OTP, UPDATE_CREDENTIAL),
    /** An issued token is in use. */
    CONFIRMED(Factor.OTP, UPDATE_CREDENTIAL),
    /** Too many wrong start passwords have made an issue void. */
    VOIDED(Factor.OTP, UPDATE_CREDENTIAL),
    /** A token was bound. */
    BOUND(Factor.OTP, UPDATE_CREDENTIAL),
    /** A token was bound in place of another one. */
    REPLACED(Factor.OTP, UPDATE_CREDENTIAL),
    /** A token was taken from its customer. */
    UNBOUND(Factor.OTP, REMOVE_CREDENTIAL),
    /** A token was marked as lost. */
    LOST(Factor.OTP, UPDATE_CREDENTIAL),
    /** A lost token was found. */
    REINSTATED(Factor.OTP, UPDATE_CREDENTIAL),
    /** A token's clock was set right. */
    RESYNCED(Factor.OTP, UPDATE_CREDENTIAL),
    /** An issued token was revoked. */
    REVOKED(Factor.OTP, REMOVE_CREDENTIAL),
    /** The OTP of an app was revoked. */
    OTP_REVOKED(Factor.OTP, REMOVE_CREDENTIAL, "revoked"),
    /** The customer has set the transaction password. */
    CHANGED(Factor.TRANSACTION_PASSWORD, UPDATE_CREDENTIAL),
    /** The staff have set the transaction password. */
    RESET(Factor.TRANSACTION_PASSWORD, UPDATE_CREDENTIAL),
    /** Too many failures of the OTP in a row. */
    OTP_SUSPENDED(Factor.OTP, UPDATE_CREDENTIAL, "suspended"),
    /** Too many failures of the transaction password in a row. */
    TRANSACTION_PASSWORD_SUSPENDED(Factor.TRANSACTION_PASSWORD, UPDATE_CREDENTIAL, "suspended"),
    /** The customer may try the OTP again. */
    OTP_SUSPENSION_LIFTED(Factor.OTP, UPDATE_CREDENTIAL, "suspension-lifted"),
    /** The customer may try the transaction password again. */
    TRANSACTION_PASSWORD_SUSPENSION_LIFTED(Factor.TRANSACTION_PASSWORD, UPDATE_CREDENTIAL, "suspension-lifted");

    private final Factor factor;
    private final EventType eventType;
    private final String label;

    FactorChange(Factor factor, EventType eventType) {
        this.factor = factor;
        this.eventType = eventType;
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    FactorChange(Factor factor, EventType eventType, String label) {
        this.factor = factor;
        this.eventType = eventType;
        this.label = label;
    }

    /** That too many failures have stopped a factor. */
    public static FactorChange suspended(Factor factor) {
        return switch (factor) {
            case OTP -> OTP_SUSPENDED;
            case TRANSACTION_PASSWORD -> TRANSACTION_PASSWORD_SUSPENDED;
        };
    }

    /** That the suspension of a factor was lifted. */
    public static FactorChange suspensionLifted(Factor factor) {
        return switch (factor) {
            case OTP -> OTP_SUSPENSION_LIFTED;
            case TRANSACTION_PASSWORD -> TRANSACTION_PASSWORD_SUSPENSION_LIFTED;
        };
    }

    public Factor factor() {
        return factor;
    }

    /** The type of the event that tells of the change. */
    public EventType eventType() {
        return eventType;
    }

    /** In events and metrics; kebab-case. */
    public String label() {
        return label;
    }
}
