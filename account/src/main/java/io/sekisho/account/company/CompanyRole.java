package io.sekisho.account.company;

/** What a user is in a company, from the least to the greatest. */
public enum CompanyRole {
    USER,
    /** 管理者ユーザ. */
    ADMINISTRATOR,
    /** マスターユーザ. */
    MASTER;

    /** Whether this one stands above the other. */
    public boolean above(CompanyRole other) {
        return compareTo(other) > 0;
    }
}
