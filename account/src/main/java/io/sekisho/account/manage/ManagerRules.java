package io.sekisho.account.manage;

import io.sekisho.account.company.CompanyRole;
import io.sekisho.credential.token.TokenStanding;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may do what to whom in one company. Plain values in and out; that the other one is of the same company is asked
 * before.
 *
 * <p>Nobody sees or touches a user above himself, with one exception: a master whose OTP is suspended is shown to the
 * administrators among those whose suspension can be lifted, for there may be nobody else.
 */
final class ManagerRules {

    private ManagerRules() {}

    /** Why a task is not done. */
    enum Refusal {
        /** To this manager there is no such user. */
        NOT_THERE("sekishoManageNoSuchUser", Response.Status.NOT_FOUND),
        /** Nobody lifts his own suspension: whoever has guessed at his codes would go on guessing. */
        ONESELF("sekishoManageLiftOneself", Response.Status.FORBIDDEN),
        NOT_SUSPENDED("sekishoManageNotSuspended", Response.Status.CONFLICT),
        /** So many codes were wrong in all that lifting does not help. */
        EXHAUSTED("sekishoManageExhausted", Response.Status.CONFLICT),
        NOTHING_TO_REVOKE("sekishoManageNothingToRevoke", Response.Status.CONFLICT);

        private final String messageKey;
        private final Response.Status status;

        Refusal(String messageKey, Response.Status status) {
            this.messageKey = messageKey;
            this.status = status;
        }

        String messageKey() {
            return messageKey;
        }

        /** Of the answer to a form that asked for it. */
        Response.Status status() {
            return status;
        }
    }

    /** Whether the management pages are for somebody of this role. */
    static boolean admits(CompanyRole role) {
        return role != CompanyRole.USER;
    }

    /** The roles whose users a manager is shown in the list of all. */
    static Set<CompanyRole> listed(CompanyRole manager) {
        return Arrays.stream(CompanyRole.values())
                .filter(role -> !role.above(manager))
                .collect(Collectors.toSet());
    }

    /** The roles whose users a manager is shown in the list of a task, if there is something to do for them. */
    static Set<CompanyRole> listed(CompanyRole manager, ManageTask task) {
        return switch (task) {
            case LIFT -> Set.of(CompanyRole.values());
            case REVOKE -> listed(manager);
        };
    }

    /** Whether a manager is in the list of a task himself. */
    static boolean listsOneself(ManageTask task) {
        return task == ManageTask.REVOKE;
    }

    /**
     * Why a manager may not do it; empty if he may.
     *
     * @param target   role of the one it is done to
     * @param oneself  whether that is the manager himself
     * @param standing of the target's token
     */
    static Optional<Refusal> refusal(
            ManageTask task, CompanyRole manager, CompanyRole target, boolean oneself, TokenStanding standing) {
        return switch (task) {
            case LIFT -> liftRefusal(manager, target, oneself, standing);
            case REVOKE ->
                target.above(manager)
                        ? Optional.of(Refusal.NOT_THERE)
                        : standing.revocable() ? Optional.empty() : Optional.of(Refusal.NOTHING_TO_REVOKE);
        };
    }

    private static Optional<Refusal> liftRefusal(
            CompanyRole manager, CompanyRole target, boolean oneself, TokenStanding standing) {
        if (oneself) {
            return Optional.of(Refusal.ONESELF);
        }
        if (!standing.suspended()) {
            return Optional.of(target.above(manager) ? Refusal.NOT_THERE : Refusal.NOT_SUSPENDED);
        }
        return standing.exhausted() ? Optional.of(Refusal.EXHAUSTED) : Optional.empty();
    }
}
