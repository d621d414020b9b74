package io.sekisho.account.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.sekisho.account.Problem;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.institution.InstitutionSettings;
import jakarta.ws.rs.WebApplicationException;
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

    /** A client company. @param members how many users it has */
    record CompanyView(String id, String name, long members) {
    }

    /** The client companies that the caller may see, in the order of their names. */
    List<CompanyView> list(String search, String first, String max) {
        Companies companies = companies();
        if (!auth.groups().canList()) {
            throw notAllowedInCompanies();
        }
        StaffCall.Page wanted = StaffCall.Page.of(first, max);
        List<Company> page = auth.groups().canView() ? companies.companies(search, wanted.first(), wanted.max())
                // Which ones a delegated admin may see is not known to the database.
                : companies.companies(search, 0, Integer.MAX_VALUE).stream().filter(company -> companies.mayView(auth, company)).skip(wanted.first()).limit(wanted.max()).toList();
        Map<String, Long> sizes = companies.sizes(page);
        return page.stream().map(company -> new CompanyView(company.id(), company.name(), sizes.get(company.id()))).toList();
    }

    /** Starts the service for every user of a company. What is done stays done if the call breaks off; it can be made again. */
    TokenStart.Result start(String id) {
        Companies companies = companies();
        Optional<Company> found = companies.find(id);
        if (found.isEmpty() && !auth.groups().canList()) {
            throw notAllowedInCompanies();
        }
        Company company = found.orElseThrow(() -> Problem.of(Response.Status.NOT_FOUND, "No such company", null));
        if (!companies.mayManageMembers(auth, company)) {
            throw notAllowedInCompanies();
        }
        TokenStart start = new TokenStart(call.session(), call.adminId());
        if (!auth.users().canManage()) {
            start.requireEach(companies, company, call::requireManage);
        }
        TokenStart.Result result = start.startAll(companies, company);
        if (result.started() > 0) {
            call.reportAction(ResourceType.GROUP.name());
        }
        return result;
    }

    private static WebApplicationException notAllowedInCompanies() {
        return StaffCall.forbidden("This needs the right to list groups (query-groups) and to manage the users of the company: manage-users, or a permission for its members.");
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
