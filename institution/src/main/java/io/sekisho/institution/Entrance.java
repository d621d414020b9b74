package io.sekisho.institution;

import java.util.Arrays;
import java.util.Optional;

/**
 * A link below the form of the login page that leads a customer to a walk before any login: identification by login
 * name and login password, then the walk with the proofs of its own. It runs in the browser flow of a client of its
 * own, and never ends in a login.
 */
public enum Entrance {

    /** ワンタイムパスワード利用登録: binds a token. */
    REGISTER("register", RequiredActionId.TOKEN_BIND),
    /** 利用停止 */
    STOP("stop", RequiredActionId.STOP);

    /** The client whose browser flow holds the walks. */
    public static final String CLIENT_ID = "otp-service-entrance";
    /** Parameters of the authorisation request: which walk, and the login page that the customer came from. */
    public static final String WALK_PARAMETER = "sekisho_walk";

    public static final String BACK_CLIENT_PARAMETER = "sekisho_back_client";
    public static final String BACK_TAB_PARAMETER = "sekisho_back_tab";

    private final String path;
    private final RequiredActionId requiredAction;

    Entrance(String path, RequiredActionId requiredAction) {
        this.path = path;
        this.requiredAction = requiredAction;
    }

    /** Last part of its address; also how it is named in the request. */
    public String path() {
        return path;
    }

    /** The action whose walk it is. */
    public RequiredActionId requiredAction() {
        return requiredAction;
    }

    public static Optional<Entrance> ofPath(String path) {
        return Arrays.stream(values())
                .filter(entrance -> entrance.path.equals(path))
                .findFirst();
    }
}
