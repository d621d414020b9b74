package io.sekisho.admin.setup;

import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.RequiredActionId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a realm needs for each way in which customers come to their token: as in the realms of {@code realm-export/}.
 */
enum ServiceKind {
    AUTHENTICATOR_APP(
            EnrolmentMethod.AUTHENTICATOR_APP,
            "sekisho",
            List.of(
                    new Action(RequiredActionId.TRANSACTION_PASSWORD, "Set the transaction password", 1010),
                    new Action(RequiredActionId.APPLY, "Apply for the OTP service", 1020),
                    new Action(RequiredActionId.REDISPLAY, "Show the OTP key again", 1030),
                    new Action(RequiredActionId.STOP, "Stop the OTP service", 1040))),
    ISSUED_TOKEN(
            EnrolmentMethod.ISSUED_TOKEN,
            "sekisho-token",
            List.of(
                    new Action(RequiredActionId.TRANSACTION_PASSWORD, "Set the transaction password", 1010),
                    new Action(RequiredActionId.TOKEN_ISSUE, "Issue a token", 1020))),
    BOUND_TOKEN(
            EnrolmentMethod.BOUND_TOKEN,
            "sekisho-bound-token",
            List.of(
                    new Action(RequiredActionId.TRANSACTION_PASSWORD, "Set the transaction password", 1010),
                    new Action(RequiredActionId.TOKEN_BIND, "Bind a token", 1020),
                    new Action(RequiredActionId.STOP, "Stop the OTP service", 1030)));

    private final EnrolmentMethod enrolment;
    private final String theme;
    private final List<Action> actions;

    ServiceKind(EnrolmentMethod enrolment, String theme, List<Action> actions) {
        this.enrolment = enrolment;
        this.theme = theme;
        this.actions = actions;
    }

    /**
     * A required action.
     *
     * @param action which one; its id is also the alias
     */
    record Action(RequiredActionId action, String name, int priority) {

        String id() {
            return action.id();
        }
    }

    /** As a request and the realm attribute name it. */
    String id() {
        return enrolment.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ServiceKind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
    }

    static ServiceKind of(EnrolmentMethod enrolment) {
        return Arrays.stream(values())
                .filter(kind -> kind.enrolment == enrolment)
                .findFirst()
                .orElseThrow();
    }

    EnrolmentMethod enrolment() {
        return enrolment;
    }

    /** The login theme if none is asked for. */
    String theme() {
        return theme;
    }

    List<Action> actions() {
        return actions;
    }

    /** Whether walks begin at links of the login page. */
    boolean hasEntrances() {
        return this == BOUND_TOKEN;
    }
}
