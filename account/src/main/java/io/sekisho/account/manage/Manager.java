package io.sekisho.account.manage;

import io.sekisho.account.company.Company;
import io.sekisho.account.company.CompanyRole;
import org.keycloak.models.UserModel;

/** Who is at the pages, as of this very request. */
record Manager(UserModel user, Company company, CompanyRole role) {

    boolean is(String userId) {
        return user.getId().equals(userId);
    }
}
