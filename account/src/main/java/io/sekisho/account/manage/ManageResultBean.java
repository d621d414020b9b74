package io.sekisho.account.manage;

/** What has been done. Shown once. */
public final class ManageResultBean extends ManagePage {

    private final ManageTask task;
    private final User user;
    private final String notBefore;

    /** @param notBefore from when on a new token can be issued; empty if at once */
    ManageResultBean(String basePath, String stateChecker, ManageTask task, User user, String notBefore) {
        super(basePath, stateChecker);
        this.task = task;
        this.user = user;
        this.notBefore = notBefore;
    }

    /** {@code lift-suspension} or {@code revoke-token}. */
    public String getTask() {
        return task.path();
    }

    public User getUser() {
        return user;
    }

    /** Empty if there is nothing to wait for. */
    public String getNotBefore() {
        return notBefore;
    }

    public String getListUrl() {
        return url(task);
    }
}
