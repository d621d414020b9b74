package io.sekisho.account.status;

/** The page that explains how a transaction password is reset. */
public final class ResetBean {

    private final String statusUrl;

    ResetBean(String statusUrl) {
        this.statusUrl = statusUrl;
    }

    public String getStatusUrl() {
        return statusUrl;
    }
}
