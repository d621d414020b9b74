package io.sekisho.credential.guard;

import java.util.Locale;

import io.micrometer.core.instrument.Metrics;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A change of a customer's factor: the detail {@code action} of its event, and counted by the metric {@code sekisho.changes}. */
public enum FactorChange {

    /** An app was registered. */
    APPLIED,
    /** The key was shown again. */
    REDISPLAYED,
    /** The service was ended. */
    STOPPED,
    /** The staff have started the service. */
    STARTED,
    /** A token was issued. */
    ISSUED,
    /** An issued token's seed was handed to the app. */
    ACTIVATED,
    /** An issued token is in use. */
    CONFIRMED,
    /** Too many wrong start passwords have made an issue void. */
    VOIDED,
    /** A token was bound. */
    BOUND,
    /** The same in place of another one. */
    REPLACED,
    /** A token was taken from its customer. */
    UNBOUND,
    /** A token was marked as lost. */
    LOST,
    /** A lost token was found. */
    REINSTATED,
    /** A token's clock was set right. */
    RESYNCED,
    /** An issued token was revoked. */
    REVOKED,
    /** The customer has set the transaction password. */
    CHANGED,
    /** The staff have set the transaction password. */
    RESET,
    /** Too many failures in a row. */
    SUSPENDED,
    /** The customer may try again. */
    SUSPENSION_LIFTED;

    /** Who has made a change. */
    public enum By {
        /** The customer, or whoever proved to be. */
        CUSTOMER,
        /** A manager of the customer's company. */
        MANAGER,
        /** Staff, or a program of theirs, by the admin REST. */
        STAFF,
        /** The service itself. */
        SERVICE;

        /** In metrics. */
        public String label() {
            return FactorChange.label(this);
        }
    }

    /** In events and metrics; kebab-case. */
    public String label() {
        return label(this);
    }

    /** Counts it, when the session's transaction is committed. */
    public void count(KeycloakSession session, RealmModel realm, Factor factor, By by) {
        String realmName = realm.getName();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                Metrics.counter("sekisho.changes", "realm", realmName, "factor", factor.credentialType(), "action", label(), "by", by.label()).increment();
            }

            @Override
            protected void rollbackImpl() {
                // Nothing has changed.
            }
        });
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
