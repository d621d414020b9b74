package io.sekisho.account.status;

import java.util.Arrays;
import java.util.Optional;
import org.keycloak.models.UserModel;

/** What a button of the status page starts: one of the realm's required actions. */
enum StatusAction {
    APPLY("apply", "sekisho-otp-apply", "sekishoActionApply"),
    ISSUE_TOKEN("token-issue", "sekisho-token-issue", "sekishoActionIssueToken"),
    BIND("token-bind", "sekisho-token-bind", "sekishoActionBind"),
    BIND_OTHER("token-bind", "sekisho-token-bind", "sekishoActionBindOther"),
    REDISPLAY("redisplay", "sekisho-otp-redisplay", "sekishoActionRedisplay"),
    STOP("stop", "sekisho-otp-stop", "sekishoActionStop"),
    CHANGE_LOGIN_PASSWORD("login-password", UserModel.RequiredAction.UPDATE_PASSWORD.name(), "sekishoActionChange"),
    CHANGE_TRANSACTION_PASSWORD("transaction-password", "sekisho-transaction-password", "sekishoActionChange"),
    SET_TRANSACTION_PASSWORD("transaction-password", "sekisho-transaction-password", "sekishoActionSet");

    private final String path;
    private final String requiredAction;
    private final String labelKey;

    StatusAction(String path, String requiredAction, String labelKey) {
        this.path = path;
        this.requiredAction = requiredAction;
        this.labelKey = labelKey;
    }

    static Optional<StatusAction> ofPath(String path) {
        return Arrays.stream(values())
                .filter(action -> action.path.equals(path))
                .findFirst();
    }

    /** Last part of the address to which the button posts. */
    String path() {
        return path;
    }

    /** As the authorisation request names it in {@code kc_action}. */
    String requiredAction() {
        return requiredAction;
    }

    /** Message key of the button. */
    String labelKey() {
        return labelKey;
    }
}
