package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.admin.setup.SetupCall;
import io.sekisho.notice.UndeliveredNotice;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The addresses of the admin REST, for the staff of an institution. Seeing needs {@code view-users}, changing
 * {@code manage-users}, for the very user where a call concerns one, fine-grained permissions included, and where these
 * deny {@code reset-password} no credential is changed; settings need the same for the realm. Every change to a
 * customer's factors is mailed to the customer, and leaves events that name who made it.
 *
 * <p>All addresses stand in this one class, and numbers and bodies are read by the calls themselves: whatever the
 * framework refuses by itself, it refuses without problem details.
 */
@Produces(MediaType.APPLICATION_JSON)
public final class OtpServiceAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;
    private final StaffCall call;

    OtpServiceAdminResource(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
        this.call = new StaffCall(session, realm, auth, adminEvent);
    }

    // Customers

    /** How the customer's factors stand. */
    @GET
    @Path("users/{id}")
    public CustomerStatus status(@PathParam("id") String id) {
        return customers().status(id);
    }

    /** 利用停止解除: lets a customer whose OTP is suspended try again. */
    @POST
    @Path("users/{id}/otp/lift-suspension")
    public Response liftOtpSuspension(@PathParam("id") String id) {
        customers().liftOtpSuspension(id);
        return Response.noContent().build();
    }

    /** The same for the transaction password. */
    @POST
    @Path("users/{id}/transaction-password/lift-suspension")
    public Response liftTransactionPasswordSuspension(@PathParam("id") String id) {
        customers().liftTransactionPasswordSuspension(id);
        return Response.noContent().build();
    }

    /**
     * 再設定: a temporary transaction password, which the customer has to change at the next login. Lifts its suspension.
     */
    @PUT
    @Path("users/{id}/transaction-password")
    public Response resetTransactionPassword(@PathParam("id") String id, InputStream body) {
        customers().resetTransactionPassword(id, body);
        return Response.noContent().build();
    }

    /** The same with one that the server makes; the answer tells it, once, and is kept nowhere. */
    @POST
    @Path("users/{id}/transaction-password/temporary")
    public Response makeTemporaryTransactionPassword(@PathParam("id") String id) {
        return Response.ok(customers().makeTemporaryTransactionPassword(id))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Starts the service of issued tokens for a customer. */
    @POST
    @Path("users/{id}/start")
    public Response start(@PathParam("id") String id) {
        customers().start(id);
        return Response.noContent().build();
    }

    /** トークンの失効: the customer's issued token is of no use any more. */
    @POST
    @Path("users/{id}/token/revoke")
    public Response revokeToken(@PathParam("id") String id) {
        customers().revokeToken(id);
        return Response.noContent().build();
    }

    /** Takes whatever OTP the customer has: that of an app, an issued token or a bound one. */
    @POST
    @Path("users/{id}/otp/revoke")
    public Response revokeOtp(@PathParam("id") String id) {
        customers().revokeOtp(id);
        return Response.noContent().build();
    }

    private CustomerCalls customers() {
        return new CustomerCalls(call);
    }

    // Companies

    /** The client companies that the caller may see, in the order of their names. */
    @GET
    @Path("companies")
    public List<CompanyCalls.CompanyView> companies(
            @QueryParam("search") String search,
            @QueryParam("first") @DefaultValue("0") String first,
            @QueryParam("max") @DefaultValue("100") String max) {
        return new CompanyCalls(call).list(search, first, max);
    }

    /** Starts the service for every user of a company whom the caller may change. */
    @POST
    @Path("companies/{id}/start")
    public Response startCompany(@PathParam("id") String id, @HeaderParam("Prefer") String prefer) {
        return new CompanyCalls(call).start(id, prefer);
    }

    /** How far that is. */
    @GET
    @Path("companies/{id}/start")
    public CompanyStartProgress companyStart(@PathParam("id") String id) {
        return new CompanyCalls(call).progress(id);
    }

    // Tokens of the inventory

    /** A page of the inventory in the order of the IDs. */
    @GET
    @Path("tokens")
    public List<TokenView> tokens(
            @QueryParam("prefix") @DefaultValue("") String prefix,
            @QueryParam("status") String status,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("first") @DefaultValue("0") String first,
            @QueryParam("max") @DefaultValue("100") String max) {
        return tokens().list(prefix, status, after, first, max);
    }

    /** One token. */
    @GET
    @Path("tokens/{id}")
    public TokenView token(@PathParam("id") String id) {
        return tokens().get(id);
    }

    /** Forgets a token that is nobody's, and not lost. */
    @DELETE
    @Path("tokens/{id}")
    public Response deleteToken(@PathParam("id") String id) {
        tokens().delete(id);
        return Response.noContent().build();
    }

    /** Binds a free token to a customer who has no OTP. */
    @POST
    @Path("tokens/{id}/bind")
    public Response bindToken(@PathParam("id") String id, InputStream body) {
        tokens().bind(id, body);
        return Response.noContent().build();
    }

    /** Takes a token from its customer. */
    @POST
    @Path("tokens/{id}/unbind")
    public Response unbindToken(@PathParam("id") String id) {
        tokens().unbind(id);
        return Response.noContent().build();
    }

    /** 紛失: no code of the token is accepted any more. */
    @POST
    @Path("tokens/{id}/mark-lost")
    public Response markTokenLost(@PathParam("id") String id) {
        tokens().markLost(id);
        return Response.noContent().build();
    }

    /** 廃止: takes a token that is nobody's out of use. */
    @POST
    @Path("tokens/{id}/retire")
    public Response retireToken(@PathParam("id") String id) {
        tokens().retire(id);
        return Response.noContent().build();
    }

    /** Takes a token that was lost or retired into use again. */
    @POST
    @Path("tokens/{id}/reinstate")
    public Response reinstateToken(@PathParam("id") String id) {
        tokens().reinstate(id);
        return Response.noContent().build();
    }

    /** Sets a token's clock right by two codes in a row. */
    @POST
    @Path("tokens/{id}/resync")
    public Response resyncToken(@PathParam("id") String id, InputStream body) {
        tokens().resync(id, body);
        return Response.noContent().build();
    }

    /** Takes in what a vendor has delivered, as it comes in. */
    @POST
    @Path("tokens/import")
    public Response importTokens(
            InputStream file,
            @QueryParam("format") String format,
            @QueryParam("dryRun") @DefaultValue("false") String dryRun,
            @QueryParam("rows") @DefaultValue("problems") String rows,
            @QueryParam("replace") @DefaultValue("false") String replace,
            @QueryParam("otherKinds") @DefaultValue("refuse") String otherKinds,
            @HeaderParam(TokenImportCall.KEY_HEADER) String key,
            @HeaderParam(TokenImportCall.PASSWORD_HEADER) String password,
            @HeaderParam(TokenImportCall.PASSWORD_BASE64_HEADER) String passwordBase64)
            throws IOException {
        return new TokenImportCall(call)
                .load(file, format, dryRun, rows, replace, otherKinds, key, password, passwordBase64);
    }

    /** The inventory as a file, without seeds. */
    @GET
    @Path("tokens/export")
    @Produces(TokenExportCall.CSV)
    public Response exportTokens() {
        return new TokenExportCall(call).export();
    }

    private TokenCalls tokens() {
        return new TokenCalls(call);
    }

    // The realm

    /**
     * Gives an existing realm the service.
     *
     * @param body may be of no other type than JSON
     */
    @POST
    @Path("setup")
    public Object setup(InputStream body) {
        call.requireManageRealm();
        call.requireManageClients();
        return new SetupCall(session, realm, auth, adminEvent).setup(body);
    }

    /**
     * Puts back what the realm was before that.
     *
     * @param body the same, or nothing
     */
    @POST
    @Path("teardown")
    public Object teardown(InputStream body) {
        call.requireManageRealm();
        call.requireManageClients();
        return new SetupCall(session, realm, auth, adminEvent).teardown(body);
    }

    /** The realm attributes of the service: what is in effect, and why. */
    @GET
    @Path("settings")
    public Map<String, SettingCalls.SettingView> settings() {
        return new SettingCalls(call).get();
    }

    /** Sets or removes some of them; refuses what cannot be used. */
    @PUT
    @Path("settings")
    public Map<String, SettingCalls.SettingView> changeSettings(InputStream body) {
        return new SettingCalls(call).put(body);
    }

    // Notices

    /** Notices that have not been sent, the oldest first. */
    @GET
    @Path("notices")
    public List<UndeliveredNotice> undeliveredNotices(
            @QueryParam("first") @DefaultValue("0") String first, @QueryParam("max") @DefaultValue("100") String max) {
        return new NoticeCalls(call).undelivered(first, max);
    }

    /** Puts a notice that was given up back in the queue. */
    @POST
    @Path("notices/{id}/retry")
    public Response retryNotice(@PathParam("id") String id) {
        new NoticeCalls(call).retry(id);
        return Response.noContent().build();
    }

    /** Everything else, and what is called by another method. */
    @Path("{path: .*}")
    public Object unknown(@PathParam("path") String path) {
        Set<String> allowed = methods(path);
        if (allowed.isEmpty()) {
            throw Problem.of(Response.Status.NOT_FOUND, "No such call", "There is nothing at this address.");
        }
        throw new WebApplicationException(Problem.response(
                        Response.Status.METHOD_NOT_ALLOWED,
                        "Not by this method",
                        "This address takes " + String.join(" and ", allowed) + ".")
                .allow(allowed)
                .build());
    }

    /** By which methods an address below this one can be called; none if there is no such address. */
    static Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        for (Method call : OtpServiceAdminResource.class.getMethods()) {
            Path address = call.getAnnotation(Path.class);
            if (address != null && path.matches(address.value().replaceAll("\\{[^}]+}", "[^/]+"))) {
                for (Annotation annotation : call.getAnnotations()) {
                    HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (method != null) {
                        methods.add(method.value());
                    }
                }
            }
        }
        return methods;
    }
}
