package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.CodeParameters;
import io.sekisho.institution.InstitutionSettings;
import org.keycloak.models.RealmModel;

/** What the pages of an application show besides the registration itself. */
public final class ApplyBean {

    private final ApplyStage stage;
    private final RealmModel realm;
    private final CodeParameters parameters;
    private final boolean loginPasswordAsked;

    ApplyBean(ApplyStage stage, RealmModel realm, CodeParameters parameters, boolean loginPasswordAsked) {
        this.stage = stage;
        this.realm = realm;
        this.parameters = parameters;
        this.loginPasswordAsked = loginPasswordAsked;
    }

    /** Which page of {@link #getSteps()} this is, from 1. */
    public int getStep() {
        return stage.page();
    }

    public int getSteps() {
        return ApplyStage.PAGES;
    }

    /** Message key of the present status. */
    public String getServiceStatus() {
        return stage == ApplyStage.RECEIPT ? "sekishoStatusInUse" : "sekishoStatusNotRegistered";
    }

    public int getDigits() {
        return parameters.digits();
    }

    public int getMinLength() {
        return InstitutionSettings.of(realm).transactionPasswordMinLength();
    }

    public int getMaxLength() {
        return InstitutionSettings.of(realm).transactionPasswordMaxLength();
    }

    /** Whether a first transaction password is to be proved by the login password. */
    public boolean isLoginPasswordAsked() {
        return loginPasswordAsked;
    }
}
