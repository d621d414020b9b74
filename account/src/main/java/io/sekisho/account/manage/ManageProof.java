package io.sekisho.account.manage;

import io.sekisho.credential.guard.AttemptReport;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.OtpCheck;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * What a manager proves before a task is done: the transaction password, and for a revocation a code of his own token
 * besides. Under the guard, like everywhere. Made before anything of the task is touched, for an attempt is a
 * transaction of its own.
 */
final class ManageProof {

    static final String TRANSACTION_PASSWORD = "transactionPassword";
    static final String OTP = "otp";

    /**
     * What was typed and chosen; null where the form had no such field.
     *
     * @param device of the manager's own devices, by which the code was made
     */
    record Typed(
            @Nullable String transactionPassword,
            @Nullable String code,
            @Nullable String device) {}

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel manager;
    private final EventBuilder event;

    /** @param event of the task, for what is refused */
    ManageProof(KeycloakSession session, RealmModel realm, UserModel manager, EventBuilder event) {
        this.session = session;
        this.realm = realm;
        this.manager = manager;
        this.event = event;
    }

    /** As an event names it. */
    static String name(ManageTask task) {
        return switch (task) {
            case LIFT -> Factor.TRANSACTION_PASSWORD.credentialType();
            case REVOKE -> Factor.TRANSACTION_PASSWORD.credentialType() + " " + Factor.OTP.credentialType();
        };
    }

    /**
     * Checks what was typed. The password comes first: where it is wrong, no code is used up.
     *
     * @return what is wrong; empty if the proof holds
     */
    List<FormMessage> errors(ManageTask task, Typed typed) {
        List<FormMessage> missing = missing(task, typed.transactionPassword(), typed.code());
        if (!missing.isEmpty()) {
            return missing;
        }
        TransactionPasswords passwords = TransactionPasswords.of(session);
        if (!passwords.isSet(manager)) {
            return List.of(new FormMessage(TRANSACTION_PASSWORD, "sekishoTransactionPasswordUnset"));
        }
        Verification password = passwords.verify(realm, manager, typed.transactionPassword());
        if (!password.accepted()) {
            return refused(Factor.TRANSACTION_PASSWORD, password, TRANSACTION_PASSWORD, 0);
        }
        if (passwords.isTemporary(manager)) {
            return List.of(new FormMessage(TRANSACTION_PASSWORD, "sekishoTransactionPasswordTemporary"));
        }
        if (task == ManageTask.LIFT) {
            return List.of();
        }
        OtpDevices devices = OtpDevices.of(manager, typed.device());
        Verification otp = OtpCheck.of(session).verify(realm, manager, devices.chosenId(), typed.code());
        return otp.accepted() ? List.of() : refused(Factor.OTP, otp, OTP, devices.getDigits());
    }

    private static List<FormMessage> missing(ManageTask task, String transactionPassword, String code) {
        List<FormMessage> missing = new ArrayList<>();
        if (transactionPassword == null || transactionPassword.isEmpty()) {
            missing.add(new FormMessage(TRANSACTION_PASSWORD, "sekishoTransactionPasswordMissing"));
        }
        if (task == ManageTask.REVOKE && (code == null || code.isBlank())) {
            missing.add(new FormMessage(OTP, "sekishoOtpMissing"));
        }
        return missing;
    }

    private List<FormMessage> refused(Factor factor, Verification verification, String field, int digits) {
        AttemptReport.refused(session, realm, manager, event, factor, verification);
        return List.of(AttemptReport.message(realm, factor, verification, field, digits));
    }
}
