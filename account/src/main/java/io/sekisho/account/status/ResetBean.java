package io.sekisho.account.status;

/** The page that explains how the staff reset a transaction password, or set the first one. */
public final class ResetBean {

    private final boolean set;
    private final String statusUrl;

    ResetBean(boolean set, String statusUrl) {
        this.set = set;
        this.statusUrl = statusUrl;
    }

    /** Whether the customer has one. */
    public boolean isSet() {
        return set;
    }

    public String getStatusUrl() {
        return statusUrl;
    }
}
