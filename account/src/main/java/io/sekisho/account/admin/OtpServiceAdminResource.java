package io.sekisho.account.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.sekisho.account.Problem;
import io.sekisho.account.admin.CustomerStatus.FactorStatus;
import io.sekisho.account.admin.CustomerStatus.TokenStatus;
import io.sekisho.account.token.TokenRevocation;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenStandings;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.notice.UndeliveredNotice;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * What the staff of an institution do for a customer: see how the factors stand, lift a suspension, reset a transaction
 * password, start the service of issued tokens, revoke a token, look after notices that could not be delivered. Needs {@code manage-users} (to see: {@code view-users}) for
 * the very user, fine-grained permissions included. Every change is mailed to the customer and leaves events that name
 * who made it.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class OtpServiceAdminResource {

    private static final int MAX_PAGE = 500;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    OtpServiceAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent.resource(ResourceType.USER);
    }

    /** A new transaction password. @param value in the clear */
    record NewTransactionPassword(String value) {
    }

    /** How the customer's factors stand. */
    @GET
    @Path("users/{id}")
    public CustomerStatus status(@PathParam("id") String id) {
        UserModel user = user(id);
        auth.users().requireView(user);
        AttemptGuard guard = new AttemptGuard(session);
        TransactionPasswords passwords = new TransactionPasswords(session);
        String otp = OtpCredentials.of(session).find(user).isPresent() ? "IN_USE" : "NOT_REGISTERED";
        String password = passwords.isTemporary(user) ? "TEMPORARY" : passwords.isSet(user) ? "IN_USE" : "NOT_REGISTERED";
        return new CustomerStatus(FactorStatus.of(otp, guard.state(user, Factor.OTP)),
                FactorStatus.of(password, guard.state(user, Factor.TRANSACTION_PASSWORD)), IssuedTokens.offered(realm) ? tokenStatus(user) : null);
    }

    private TokenStatus tokenStatus(UserModel user) {
        IssuedTokens tokens = IssuedTokens.of(session);
        return TokenStatus.of(TokenStandings.of(session).find(user.getId()), tokens.notBefore(user).orElse(null), tokens.find(user).orElse(null),
                Time.currentTimeMillis());
    }

    /** 利用停止解除: lets a customer whose OTP is suspended try again. */
    @POST
    @Path("users/{id}/otp/lift-suspension")
    public Response liftOtpSuspension(@PathParam("id") String id) {
        return lift(id, Factor.OTP, NoticeKind.OTP_SUSPENSION_LIFTED);
    }

    /** The same for the transaction password. */
    @POST
    @Path("users/{id}/transaction-password/lift-suspension")
    public Response liftTransactionPasswordSuspension(@PathParam("id") String id) {
        return lift(id, Factor.TRANSACTION_PASSWORD, NoticeKind.TRANSACTION_PASSWORD_SUSPENSION_LIFTED);
    }

    private Response lift(String id, Factor factor, NoticeKind notice) {
        UserModel user = managed(id);
        AttemptGuard guard = new AttemptGuard(session);
        if (guard.state(user, factor).exhausted()) {
            throw Problem.of(Response.Status.CONFLICT, "Set up anew", "After so many failures in a row the factor must be set up anew; lifting does not help.");
        }
        if (!guard.lift(user, factor)) {
            throw Problem.of(Response.Status.CONFLICT, "Not suspended", "There is no suspension to lift.");
        }
        report(user, factor, "suspension-lifted", notice);
        return Response.noContent().build();
    }

    /** 再設定: a temporary transaction password, which the customer has to change at the next login. Lifts its suspension. */
    @PUT
    @Path("users/{id}/transaction-password")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response resetTransactionPassword(@PathParam("id") String id, NewTransactionPassword password) {
        UserModel user = managed(id);
        if (password == null || password.value() == null || password.value().isBlank()) {
            throw Problem.of(Response.Status.BAD_REQUEST, "No password", "The body must be {\"value\": \"…\"}.");
        }
        TransactionPasswords passwords = new TransactionPasswords(session);
        passwords.violation(realm, user, password.value()).ifPresent(violation -> {
            throw Problem.of(Response.Status.BAD_REQUEST, "Password refused by the policy", sentence(violation));
        });
        passwords.set(realm, user, password.value(), true);
        user.addRequiredAction("sekisho-transaction-password");
        report(user, Factor.TRANSACTION_PASSWORD, "reset", NoticeKind.TRANSACTION_PASSWORD_RESET);
        return Response.noContent().build();
    }

    /** Starts the service for a customer: from the next login on a token is asked for. Once started, it stays so. */
    @POST
    @Path("users/{id}/start")
    public Response start(@PathParam("id") String id) {
        requireIssuedTokens();
        UserModel user = managed(id);
        if (new TokenStart(session, adminId()).start(user)) {
            adminEvent.operation(OperationType.ACTION).resourcePath(session.getContext().getUri()).success();
        }
        return Response.noContent().build();
    }

    /** トークンの失効: the customer's token is of no use any more; another one can be issued after the institution's waiting time. */
    @POST
    @Path("users/{id}/token/revoke")
    public Response revokeToken(@PathParam("id") String id) {
        requireIssuedTokens();
        UserModel user = managed(id);
        if (!TokenStandings.of(session).find(user.getId()).revocable() || !TokenRevocation.revoke(session, realm, user)) {
            throw Problem.of(Response.Status.CONFLICT, "Nothing to revoke", "The customer has no token in use, and none that is issued.");
        }
        report(EventType.REMOVE_CREDENTIAL, user, Factor.OTP, "revoked", NoticeKind.TOKEN_REVOKED);
        return Response.noContent().build();
    }

    /** A client company. @param members how many users it has */
    record CompanyView(String id, String name, long members) {
    }

    /** The client companies that the caller may see, in the order of their names. */
    @GET
    @Path("companies")
    public List<CompanyView> companies(@QueryParam("search") String search, @QueryParam("first") @DefaultValue("0") int first,
            @QueryParam("max") @DefaultValue("100") int max) {
        Companies companies = requireCompanies();
        auth.groups().requireList();
        requirePage(first, max);
        List<Company> page = auth.groups().canView() ? companies.companies(search, first, max)
                // Which ones a delegated admin may see is not known to the database.
                : companies.companies(search, 0, Integer.MAX_VALUE).stream().filter(company -> companies.mayView(auth, company)).skip(first).limit(max).toList();
        Map<String, Long> sizes = companies.sizes(page);
        return page.stream().map(company -> new CompanyView(company.id(), company.name(), sizes.get(company.id()))).toList();
    }

    /** Starts the service for every user of a company. What is done stays done if the call breaks off; it can be made again. */
    @POST
    @Path("companies/{id}/start")
    public TokenStart.Result startCompany(@PathParam("id") String id) {
        Companies companies = requireCompanies();
        Optional<Company> found = companies.find(id);
        if (found.isEmpty() && !auth.groups().canList()) {
            throw new ForbiddenException();
        }
        Company company = found.orElseThrow(() -> Problem.of(Response.Status.NOT_FOUND, "No such company", null));
        if (!companies.mayManageMembers(auth, company)) {
            throw new ForbiddenException();
        }
        TokenStart start = new TokenStart(session, adminId());
        if (!auth.users().canManage()) {
            start.requireEach(companies, company, auth.users()::requireManage);
        }
        TokenStart.Result result = start.startAll(companies, company);
        if (result.started() > 0) {
            adminEvent.resource(ResourceType.GROUP).operation(OperationType.ACTION).resourcePath(session.getContext().getUri()).success();
        }
        return result;
    }

    private Companies requireCompanies() {
        requireIssuedTokens();
        Companies companies = Companies.of(session);
        if (!companies.offered()) {
            throw Problem.of(Response.Status.NOT_FOUND, "No companies", "The realm names no group of companies: attribute " + InstitutionSettings.COMPANIES_GROUP + ".");
        }
        return companies;
    }

    private void requireIssuedTokens() {
        requireService();
        if (!IssuedTokens.offered(realm)) {
            throw Problem.of(Response.Status.NOT_FOUND, "No issued tokens", "The realm's customers use an app of their own: attribute " + InstitutionSettings.ENROLMENT + ".");
        }
    }

    private static void requirePage(int first, int max) {
        if (first < 0 || max < 1 || max > MAX_PAGE) {
            throw Problem.of(Response.Status.BAD_REQUEST, "No such page", "first must be 0 or more, max from 1 to " + MAX_PAGE + ".");
        }
    }

    private String sentence(Violation violation) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return switch (violation) {
            case TOO_SHORT -> "It must have at least " + settings.transactionPasswordMinLength() + " characters.";
            case TOO_LONG -> "It must have at most " + settings.transactionPasswordMaxLength() + " characters.";
            case SAME_AS_LOGIN -> "It must differ from the user name and from the login password.";
            case SAME_AS_OLD -> "It must differ from the present one.";
        };
    }

    /** Takes in what a vendor has delivered. */
    @Path("tokens/import")
    public TokenImportResource tokenImport() {
        requireService();
        return new TokenImportResource(session, realm, auth);
    }

    /** The inventory as a file. */
    @Path("tokens/export")
    public TokenExportResource tokenExport() {
        requireService();
        return new TokenExportResource(session, realm, auth);
    }

    /** Notices that have not been sent, the oldest first. */
    @GET
    @Path("notices")
    public List<UndeliveredNotice> undeliveredNotices(@QueryParam("first") @DefaultValue("0") int first, @QueryParam("max") @DefaultValue("100") int max) {
        requireService();
        auth.users().requireView();
        requirePage(first, max);
        return new NoticeOutbox(session).undelivered(realm, first, max);
    }

    /** Puts a notice that was given up back in the queue. */
    @POST
    @Path("notices/{id}/retry")
    public Response retryNotice(@PathParam("id") String id) {
        requireService();
        auth.users().requireManage();
        if (!new NoticeOutbox(session).retry(realm, id)) {
            throw Problem.of(Response.Status.CONFLICT, "Not to be sent", "There is no such notice, it has been sent or is being sent, or the customer has no e-mail address.");
        }
        return Response.noContent().build();
    }

    private void report(UserModel user, Factor factor, String change, NoticeKind notice) {
        report(EventType.UPDATE_CREDENTIAL, user, factor, change, notice);
    }

    private void report(EventType type, UserModel user, Factor factor, String change, NoticeKind notice) {
        new EventBuilder(realm, session, session.getContext().getConnection()).event(type).user(user)
                .detail(Details.CREDENTIAL_TYPE, factor.credentialType()).detail("action", change).detail("admin", adminId()).success();
        adminEvent.operation(OperationType.ACTION).resourcePath(session.getContext().getUri()).success();
        new NoticeOutbox(session).add(realm, user, notice);
    }

    private String adminId() {
        return auth.adminAuth().getUser().getId();
    }

    private UserModel managed(String id) {
        UserModel user = user(id);
        auth.users().requireManage(user);
        return user;
    }

    /** Whoever may not list users does not learn which ids exist. */
    private UserModel user(String id) {
        requireService();
        UserModel user = session.users().getUserById(realm, id);
        if (user == null) {
            if (!auth.users().canQuery()) {
                throw new ForbiddenException();
            }
            throw Problem.of(Response.Status.NOT_FOUND, "No such user", null);
        }
        return user;
    }

    private void requireService() {
        if (!InstitutionSettings.of(realm).enabled()) {
            throw Problem.of(Response.Status.NOT_FOUND, "No OTP service", "The realm has not turned the service on: attribute " + InstitutionSettings.ENABLED + ".");
        }
    }
}
