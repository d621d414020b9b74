package io.sekisho.account.admin;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.sekisho.account.Problem;
import io.sekisho.account.admin.CustomerStatus.BoundToken;
import io.sekisho.account.admin.CustomerStatus.FactorStatus;
import io.sekisho.account.admin.CustomerStatus.TokenStatus;
import io.sekisho.account.token.TokenRevocation;
import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.account.setup.SetupResource;
import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.inventory.TokenInventory;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenStandings;
import io.sekisho.credential.transactionpassword.TransactionPasswordPolicy.Violation;
import io.sekisho.credential.transactionpassword.TransactionPasswords;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import io.sekisho.notice.UndeliveredNotice;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventType;
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

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;
    private final StaffCall call;

    OtpServiceAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
        this.call = new StaffCall(session, realm, auth, adminEvent);
    }

    /** The inventory of tokens. */
    @Path("tokens")
    public TokensAdminResource tokens() {
        return new TokensAdminResource(call);
    }

    /** The realm attributes of the service. */
    @Path("settings")
    public SettingsAdminResource settings() {
        return new SettingsAdminResource(call);
    }

    /** Everything that there is not, or not by this method, which Keycloak would refuse without problem details. */
    @Path("{unknown: .*}")
    public Object unknown() {
        throw Problem.of(Response.Status.NOT_FOUND, "No such call", "There is nothing at this address, or not by this method.");
    }

    /** How the customer's factors stand. */
    @GET
    @Path("users/{id}")
    public CustomerStatus status(@PathParam("id") String id) {
        call.requireService();
        UserModel user = call.visible(id);
        AttemptGuard guard = new AttemptGuard(session);
        TransactionPasswords passwords = new TransactionPasswords(session);
        String otp = OtpCredentials.of(session).find(user).isPresent() ? "IN_USE" : "NOT_REGISTERED";
        String password = passwords.isTemporary(user) ? "TEMPORARY" : passwords.isSet(user) ? "IN_USE" : "NOT_REGISTERED";
        return new CustomerStatus(FactorStatus.of(otp, guard.state(user, Factor.OTP)),
                FactorStatus.of(password, guard.state(user, Factor.TRANSACTION_PASSWORD)), IssuedTokens.offered(realm) ? tokenStatus(user) : null, boundToken(user));
    }

    /** Null if there is none. */
    private BoundToken boundToken(UserModel user) {
        return TokenInventory.offered(realm) ? TokenInventory.of(session).ofCustomer(user).map(BoundToken::of).orElse(null) : null;
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
        call.report(EventType.UPDATE_CREDENTIAL, user, factor, "suspension-lifted", notice);
        return Response.noContent().build();
    }

    /** 再設定: a temporary transaction password, which the customer has to change at the next login. Lifts its suspension. */
    @PUT
    @Path("users/{id}/transaction-password")
    public Response resetTransactionPassword(@PathParam("id") String id, InputStream body) {
        UserModel user = managed(id);
        String password = JsonBody.of(session, body).text("value", "{\"value\": \"…\"}");
        TransactionPasswords passwords = new TransactionPasswords(session);
        passwords.violation(realm, user, password).ifPresent(violation -> {
            throw Problem.of(Response.Status.BAD_REQUEST, "Password refused by the policy", sentence(violation));
        });
        passwords.set(realm, user, password, true);
        user.addRequiredAction("sekisho-transaction-password");
        call.report(EventType.UPDATE_CREDENTIAL, user, Factor.TRANSACTION_PASSWORD, "reset", NoticeKind.TRANSACTION_PASSWORD_RESET);
        return Response.noContent().build();
    }

    /** Starts the service for a customer: from the next login on a token is asked for. Once started, it stays so. */
    @POST
    @Path("users/{id}/start")
    public Response start(@PathParam("id") String id) {
        requireIssuedTokens();
        UserModel user = managed(id);
        if (new TokenStart(session, call.adminId()).start(user)) {
            call.reportAction(ResourceType.USER.name());
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
        call.report(EventType.REMOVE_CREDENTIAL, user, Factor.OTP, "revoked", NoticeKind.TOKEN_REVOKED);
        return Response.noContent().build();
    }

    /** Gives an existing realm the service. */
    @Path("setup")
    public SetupResource setup() {
        return SetupResource.setup(session, realm, auth, adminEvent);
    }

    /** Puts back what the realm was before that. */
    @Path("teardown")
    public SetupResource teardown() {
        return SetupResource.teardown(session, realm, auth, adminEvent);
    }

    /** A client company. @param members how many users it has */
    record CompanyView(String id, String name, long members) {
    }

    /** The client companies that the caller may see, in the order of their names. */
    @GET
    @Path("companies")
    public List<CompanyView> companies(@QueryParam("search") String search, @QueryParam("first") @DefaultValue("0") String first,
            @QueryParam("max") @DefaultValue("100") String max) {
        Companies companies = requireCompanies();
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
    @POST
    @Path("companies/{id}/start")
    public TokenStart.Result startCompany(@PathParam("id") String id) {
        Companies companies = requireCompanies();
        Optional<Company> found = companies.find(id);
        if (found.isEmpty() && !auth.groups().canList()) {
            throw notAllowedInCompanies();
        }
        Company company = found.orElseThrow(() -> Problem.of(Response.Status.NOT_FOUND, "No such company", null));
        if (!companies.mayManageMembers(auth, company)) {
            throw notAllowedInCompanies();
        }
        TokenStart start = new TokenStart(session, call.adminId());
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

    private Companies requireCompanies() {
        requireIssuedTokens();
        Companies companies = Companies.of(session);
        if (!companies.offered()) {
            throw Problem.of(Response.Status.NOT_FOUND, "No companies", "The realm names no group of companies: attribute " + InstitutionSettings.COMPANIES_GROUP + ".");
        }
        return companies;
    }

    private void requireIssuedTokens() {
        call.requireService();
        if (!IssuedTokens.offered(realm)) {
            throw Problem.of(Response.Status.NOT_FOUND, "No issued tokens", TokenInventory.offered(realm)
                    ? "The realm's customers bind tokens by their ID: see tokens/{id}/mark-lost and tokens/{id}/unbind."
                    : "The realm's customers use an app of their own: attribute " + InstitutionSettings.ENROLMENT + ".");
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

    /** Notices that have not been sent, the oldest first. */
    @GET
    @Path("notices")
    public List<UndeliveredNotice> undeliveredNotices(@QueryParam("first") @DefaultValue("0") String first, @QueryParam("max") @DefaultValue("100") String max) {
        call.requireService();
        call.requireView();
        StaffCall.Page page = StaffCall.Page.of(first, max);
        return new NoticeOutbox(session).undelivered(realm, page.first(), page.max());
    }

    /** Puts a notice that was given up back in the queue. */
    @POST
    @Path("notices/{id}/retry")
    public Response retryNotice(@PathParam("id") String id) {
        call.requireService();
        call.requireManage();
        if (!new NoticeOutbox(session).retry(realm, id)) {
            throw Problem.of(Response.Status.CONFLICT, "Not to be sent", "There is no such notice, it has been sent or is being sent, or the customer has no e-mail address.");
        }
        return Response.noContent().build();
    }

    private UserModel managed(String id) {
        call.requireService();
        return call.managed(id);
    }
}
