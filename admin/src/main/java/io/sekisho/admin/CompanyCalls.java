package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.account.company.MemberQuery;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** What the staff do with client companies: find them, and start the service for all users of one. */
final class CompanyCalls {

    /** In which a company of some thousand users is started, and no proxy or client gives up. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final StaffCall call;
    private final AdminPermissionEvaluator auth;

    CompanyCalls(StaffCall call) {
        this.call = call;
        this.auth = call.auth();
    }

    /**
     * A client company.
     *
     * @param members how many users it has; null for whoever may not see all users, some of whom the number would tell
     */
    record CompanyView(String id, String name, Long members) {}

    /** The client companies that the caller may see, in the order of their names. */
    List<CompanyView> list(String search, String first, String max) {
        Companies companies = companies();
        if (!auth.groups().canList()) {
            throw StaffCall.forbidden("This needs the right to list groups: query-groups, or view-users.");
        }
        StaffCall.Page wanted = StaffCall.Page.of(first, max);
        List<Company> page = call.seesAllGroups()
                ? companies.companies(search, wanted.first(), wanted.max())
                // Which ones a delegated admin may see is not known to the database.
                : companies.companies(search, 0, Integer.MAX_VALUE).stream()
                        .filter(company -> companies.mayView(auth, company))
                        .skip(wanted.first())
                        .limit(wanted.max())
                        .toList();
        Map<String, Long> sizes = call.seesEverybody() ? companies.sizes(page) : Map.of();
        return page.stream()
                .map(company -> new CompanyView(company.id(), company.name(), sizes.get(company.id())))
                .toList();
    }

    /**
     * Starts the service for every user of a company whom the caller may change, in the background. A small company is
     * done before the answer.
     *
     * @param prefer the header of this name (RFC 7240): {@code respond-async} of whoever does not want to wait for that
     */
    Response start(String id, String prefer) {
        Companies companies = companies();
        Company company = managed(companies, id);
        CompanyStartWorker worker = AdminEntityProviderFactory.worker(call.session());
        int users = (int) companies.count(company, MemberQuery.EVERYBODY);
        CompanyStartWorker.Begun begun = worker.begin(call.realm(), company, users, StartCaller.of(call));
        CompanyStartProgress progress = begun.progress();
        if (begun.own() && !asynchronous(prefer) && over(begun.end())) {
            progress = worker.progress(begun.id()).orElse(progress);
        }
        return progress.state() == CompanyStartProgress.State.DONE
                ? Response.ok(progress.result()).build()
                : Response.accepted(progress)
                        .location(call.session().getContext().getUri().getAbsolutePath())
                        .build();
    }

    private static boolean asynchronous(String prefer) {
        return prefer != null
                && Arrays.stream(prefer.split(",")).map(String::strip).anyMatch("respond-async"::equalsIgnoreCase);
    }

    /** Waits a little. */
    private static boolean over(Future<Void> work) {
        try {
            work.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How far the caller's own newest start of a company is. */
    CompanyStartProgress progress(String id) {
        Company company = managed(companies(), id);
        return new CompanyStarts(call.session())
                .find(company.id(), call.adminId())
                .map(CompanyStartEntity::progress)
                .orElseThrow(() -> Problem.of(
                        Response.Status.NOT_FOUND,
                        "No start",
                        "The caller has not started this company, or long ago."));
    }

    private Company managed(Companies companies, String id) {
        return StaffCall.permitted(
                StaffCall.id(id).flatMap(companies::find),
                one -> companies.mayManageMembers(auth, one),
                one -> companies.mayView(auth, one),
                auth.groups().canView(),
                () -> Problem.of(Response.Status.NOT_FOUND, "No such company", null),
                "There is no such company, or the caller lacks the right to manage its users: manage-users, or a permission for its members.");
    }

    private Companies companies() {
        call.requireIssuedTokens();
        Companies companies = Companies.of(call.session());
        if (!companies.offered()) {
            throw Problem.of(
                    Response.Status.NOT_FOUND,
                    "No companies",
                    "The realm names no group of companies: attribute " + SettingOptions.COMPANIES_GROUP.name() + ".");
        }
        return companies;
    }
}
