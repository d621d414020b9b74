package io.sekisho.account.status;

import io.sekisho.institution.RequiredActionId;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.models.UserModel;

/** What a button of the status page starts: one of the realm's required actions. */
enum StatusAction {
    APPLY("apply", RequiredActionId.APPLY.id(), "sekishoActionApply"),
    ISSUE_TOKEN("token-issue", RequiredActionId.TOKEN_ISSUE.id(), "sekishoActionIssueToken"),
    BIND("token-bind", RequiredActionId.TOKEN_BIND.id(), "sekishoActionBind"),
    BIND_OTHER("token-bind", RequiredActionId.TOKEN_BIND.id(), "sekishoActionBindOther"),
    REDISPLAY("redisplay", RequiredActionId.REDISPLAY.id(), "sekishoActionRedisplay"),
    STOP("stop", RequiredActionId.STOP.id(), "sekishoActionStop"),
    CHANGE_LOGIN_PASSWORD("login-password", UserModel.RequiredAction.UPDATE_PASSWORD.name(), "sekishoActionChange"),
    CHANGE_TRANSACTION_PASSWORD(
            "transaction-password", RequiredActionId.TRANSACTION_PASSWORD.id(), "sekishoActionChange"),
    SET_TRANSACTION_PASSWORD("transaction-password", RequiredActionId.TRANSACTION_PASSWORD.id(), "sekishoActionSet");

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
