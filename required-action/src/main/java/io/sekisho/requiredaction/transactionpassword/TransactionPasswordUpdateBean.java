package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.institution.InstitutionSettings;

/** What the form for a new transaction password asks. */
public final class TransactionPasswordUpdateBean {

    private final boolean currentAsked;
    private final boolean loginPasswordAsked;
    private final InstitutionSettings settings;

    TransactionPasswordUpdateBean(boolean currentAsked, boolean loginPasswordAsked, InstitutionSettings settings) {
        this.currentAsked = currentAsked;
        this.loginPasswordAsked = loginPasswordAsked;
        this.settings = settings;
    }

    public boolean isCurrentAsked() {
        return currentAsked;
    }

    public boolean isLoginPasswordAsked() {
        return loginPasswordAsked;
    }

    public int getMinLength() {
        return settings.transactionPasswordMinLength();
    }

    public int getMaxLength() {
        return settings.transactionPasswordMaxLength();
    }
}
