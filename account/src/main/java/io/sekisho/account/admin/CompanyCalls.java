package io.sekisho.account.admin;

import java.util.List;
import java.util.Map;

import io.sekisho.account.Problem;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.institution.InstitutionSettings;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** What the staff do with client companies: find them, and start the service for all users of one. */
final class CompanyCalls {

    private final StaffCall call;
    private final AdminPermissionEvaluator auth;

    CompanyCalls(StaffCall call) {
        this.call = call;
        this.auth = call.auth();
    }

    /** A client company. @param members how many users it has; null for whoever may not see all users, some of whom the number would tell */
    record CompanyView(String id, String name, Long members) {
    }

    /** The client companies that the caller may see, in the order of their names. */
    List<CompanyView> list(String search, String first, String max) {
        Companies companies = companies();
        if (!auth.groups().canList()) {
            throw StaffCall.forbidden("This needs the right to list groups: query-groups, or view-users.");
        }
        StaffCall.Page wanted = StaffCall.Page.of(first, max);
        List<Company> page = call.seesAllGroups() ? companies.companies(search, wanted.first(), wanted.max())
                // Which ones a delegated admin may see is not known to the database.
                : companies.companies(search, 0, Integer.MAX_VALUE).stream().filter(company -> companies.mayView(auth, company)).skip(wanted.first()).limit(wanted.max()).toList();
        Map<String, Long> sizes = call.seesEverybody() ? companies.sizes(page) : Map.of();
        return page.stream().map(company -> new CompanyView(company.id(), company.name(), sizes.get(company.id()))).toList();
    }

    /**
     * Starts the service for every user of a company whom the caller may change. What is done stays done if the call breaks
     * off; it can be made again.
     */
    TokenStart.Result start(String id) {
        Companies companies = companies();
        Company company = StaffCall.permitted(StaffCall.id(id).flatMap(companies::find), one -> companies.mayManageMembers(auth, one), one -> companies.mayView(auth, one), auth.groups().canView(),
                () -> Problem.of(Response.Status.NOT_FOUND, "No such company", null),
                "There is no such company, or the caller lacks the right to manage its users: manage-users, or a permission for its members.");
        TokenStart.Result result = new TokenStart(call.session(), call.adminId())
                .startAll(companies, company, own -> call.managesEverybody() ? user -> true : call.authIn(own).users()::canManage);
        if (result.started() > 0) {
            call.reportAction(ResourceType.GROUP.name());
        }
        return result;
    }

    private Companies companies() {
        call.requireIssuedTokens();
        Companies companies = Companies.of(call.session());
        if (!companies.offered()) {
            throw Problem.of(Response.Status.NOT_FOUND, "No companies", "The realm names no group of companies: attribute " + InstitutionSettings.COMPANIES_GROUP + ".");
        }
        return companies;
    }
}
