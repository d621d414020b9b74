package io.sekisho.account.manage;

import io.sekisho.credential.otp.OtpDevices;

/** One user before a task: details, and the form with the proof if the task can be done. */
public final class ManageUserBean extends ManagePage {

    private final ManageTask task;
    private final User user;
    private final String reason;
    private final OtpDevices devices;

    /**
     * @param reason message key: why it cannot be done now; empty if it can
     * @param devices of the manager's own
     */
    ManageUserBean(
            String basePath, String stateChecker, ManageTask task, User user, String reason, OtpDevices devices) {
        super(basePath, stateChecker);
        this.task = task;
        this.user = user;
        this.reason = reason;
        this.devices = devices;
    }

    /** {@code lift-suspension} or {@code revoke-token}. */
    public String getTask() {
        return task.path();
    }

    public User getUser() {
        return user;
    }

    /** Message key; empty if the form is there. */
    public String getReason() {
        return reason;
    }

    public OtpDevices getDevices() {
        return devices;
    }

    public String getListUrl() {
        return url(task);
    }
}
