package io.sekisho.account.manage;

import io.sekisho.credential.token.TokenFilter;
import java.util.Arrays;
import java.util.Optional;

/** What a manager can do to a user of the company. */
enum ManageTask {

    /** ワンタイムパスワードの利用停止解除. */
    LIFT("lift-suspension", TokenFilter.SUSPENDED),
    /** トークンの失効. */
    REVOKE("revoke-token", TokenFilter.REVOCABLE);

    private final String path;
    private final TokenFilter filter;

    ManageTask(String path, TokenFilter filter) {
        this.path = path;
        this.filter = filter;
    }

    static Optional<ManageTask> ofPath(String path) {
        return Arrays.stream(values()).filter(task -> task.path.equals(path)).findFirst();
    }

    /** Part of the address, and the name of the task in templates. */
    String path() {
        return path;
    }

    /** For whom there is something to do. */
    TokenFilter filter() {
        return filter;
    }
}
