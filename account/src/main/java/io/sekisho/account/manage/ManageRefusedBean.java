package io.sekisho.account.manage;

/** Why a page is not there for whoever asks for it, or a form has not been taken; with a way on. */
public final class ManageRefusedBean extends ManagePage {

    private final boolean manager;

    /** @param manager whether the management pages are for the one who asks at all */
    ManageRefusedBean(String basePath, String stateChecker, boolean manager) {
        super(basePath, stateChecker);
        this.manager = manager;
    }

    public boolean isManager() {
        return manager;
    }
}
