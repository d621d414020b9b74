package io.sekisho.account.token;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sekisho.account.Problem;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.otp.OtpCode;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.credential.token.Activation;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.StartPassword;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.ServiceCounter;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.JsonSerialization;

/**
 * What a token app asks for: the seed of a token, once, and the server's time. Described by
 * {@code docs/token-api.yaml}. A refusal does not tell whether an ID is unknown, or what else was wrong, nor does the
 * time it takes.
 */
public final class ActivationResource {

    private static final int MAX_BODY_CHARACTERS = 2_000;
    private static final int MAX_ID_DIGITS = 16;
    /** One household or firm has at least this part of an IPv6 address to itself. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final AttemptLimiter LIMITER = new AttemptLimiter();

    private final KeycloakSession session;
    private final RealmModel realm;

    public ActivationResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * @param serviceId サービスID
     * @param userId ユーザID
     * @param startPassword 利用開始パスワード
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Request(String serviceId, String userId, String startPassword) {

        /** Half-width digits, without what they are grouped by; empty if a field is anything else. */
        private Optional<Request> plain() {
            Optional<String> service = id(serviceId);
            Optional<String> user = id(userId);
            Optional<String> password = OtpCode.digits(startPassword)
                    .filter(digits -> StartPassword.violation(digits).isEmpty());
            return service.isPresent() && user.isPresent() && password.isPresent()
                    ? Optional.of(new Request(service.get(), user.get(), password.get()))
                    : Optional.empty();
        }

        private static Optional<String> id(String input) {
            return OtpCode.digits(input).filter(digits -> digits.length() <= MAX_ID_DIGITS);
        }

        /** Never the start password. */
        @Override
        public String toString() {
            return "Request[" + serviceId + "]";
        }
    }

    /**
     * @param keyUri           the seed with all below, as authenticator apps read it
     * @param issuer           the institution's service
     * @param accountName      the customer's name at the institution's login
     * @param digits           of a code
     * @param periodSeconds    of a time step
     * @param algorithm        {@code SHA1}, {@code SHA256} or {@code SHA512}
     * @param serverTimeMillis milliseconds of the epoch
     */
    record ActivatedToken(
            String keyUri,
            String issuer,
            String accountName,
            int digits,
            int periodSeconds,
            String algorithm,
            long serverTimeMillis) {

        /** Never the seed. */
        @Override
        public String toString() {
            return "ActivatedToken[" + issuer + "]";
        }
    }

    /** @param epochMillis milliseconds of the epoch */
    record ServerTime(long epochMillis) {}

    /** Hands out the seed of an issued token. */
    @POST
    @Path("activate")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response activate(String body) {
        if (!IssuedTokens.offered(realm)) {
            return answer(Problem.response(
                    Response.Status.NOT_FOUND, "No issued tokens", "The realm does not issue tokens."));
        }
        if (origin().isPresent() && !isAllowed(origin().get())) {
            return answer(Problem.response(
                    Response.Status.FORBIDDEN,
                    "Origin not allowed",
                    "The realm does not list this origin in " + SettingOptions.TOKEN_APP_ORIGINS.name() + "."));
        }
        Optional<Request> request = read(body);
        if (request.isEmpty()) {
            return answer(Problem.response(
                    Response.Status.BAD_REQUEST,
                    "Malformed request",
                    "serviceId and userId must be digits, startPassword " + StartPassword.MIN_LENGTH + " to "
                            + StartPassword.MAX_LENGTH + " digits."));
        }
        String address = realm.getId()
                + ' '
                + network(session.getContext().getConnection().getRemoteAddr());
        long retryAfter = LIMITER.take(
                address,
                InstitutionSettings.of(realm).maxActivationFailuresPerAddress(),
                Time.currentTimeMillis() / 1_000);
        if (retryAfter > 0) {
            count("limited");
            return answer(Problem.response(
                            Response.Status.TOO_MANY_REQUESTS,
                            "Too many attempts",
                            "Try again after the time in Retry-After.")
                    .header(HttpHeaders.RETRY_AFTER, retryAfter));
        }
        return activate(request.get(), address);
    }

    private Response activate(Request request, String address) {
        Activation activation = IssuedTokens.of(session)
                .activate(realm, request.serviceId(), request.userId(), request.startPassword());
        EventBuilder event = new EventBuilder(
                        realm, session, session.getContext().getConnection())
                .event(EventType.UPDATE_CREDENTIAL)
                .detail(Details.CREDENTIAL_TYPE, Factor.OTP.credentialType());
        if (activation instanceof Activation.Activated activated) {
            LIMITER.giveBack(address);
            count("activated");
            return answer(Response.ok(token(activated), MediaType.APPLICATION_JSON_TYPE));
        } else if (activation instanceof Activation.Refused refused) {
            count("refused");
            event.user(refused.userId()).detail("reason", "activation-refused").error(Errors.INVALID_USER_CREDENTIALS);
            return answer(
                    Problem.response(
                            Response.Status.FORBIDDEN,
                            "Activation refused",
                            "The IDs or the start password are wrong, or the issue has expired, is void or was used. Check them, or have a token issued again."));
        }
        LIMITER.giveBack(address);
        count("unavailable");
        return answer(Problem.response(
                Response.Status.SERVICE_UNAVAILABLE,
                "Not available now",
                "The token cannot be activated through no fault of the customer. Try again later."));
    }

    private void count(String result) {
        ServiceCounter.ACTIVATIONS.increment(realm.getName(), "result", result);
    }

    private ActivatedToken token(Activation.Activated activated) {
        OtpSeed seed = activated.seed();
        String issuer = InstitutionSettings.of(realm).accountName();
        return new ActivatedToken(
                seed.keyUri(issuer, activated.accountName()),
                issuer,
                activated.accountName(),
                seed.digits(),
                seed.periodSeconds(),
                seed.algorithm().replace("Hmac", ""),
                Time.currentTimeMillis());
    }

    private static Optional<Request> read(String body) {
        if (body == null || body.length() > MAX_BODY_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JsonSerialization.readValue(body, Request.class))
                    .flatMap(Request::plain);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The time by which codes are judged, so that an app can tell whether the phone's clock is off. */
    @GET
    @Path("time")
    public Response time() {
        return answer(Response.ok(new ServerTime(Time.currentTimeMillis()), MediaType.APPLICATION_JSON_TYPE));
    }

    /** What a browser asks before it lets a token app of another host send anything. */
    @OPTIONS
    @Path("{call: activate|time}")
    public Response preflight() {
        return answer(Response.noContent());
    }

    /** Adds what lets the pages of the institution's other hosts read the answer, and those of nobody else. */
    private Response answer(ResponseBuilder answer) {
        answer.header(HttpHeaders.CACHE_CONTROL, "no-store").header(HttpHeaders.VARY, "Origin");
        origin().filter(InstitutionSettings.of(realm).tokenAppOrigins()::contains)
                .ifPresent(origin -> answer.header("Access-Control-Allow-Origin", origin)
                        .header("Access-Control-Allow-Methods", "GET, POST")
                        .header("Access-Control-Allow-Headers", "Content-Type")
                        .header("Access-Control-Expose-Headers", "Retry-After")
                        .header("Access-Control-Max-Age", 3_600));
        return answer.build();
    }

    private Optional<String> origin() {
        return Optional.ofNullable(session.getContext().getRequestHeaders().getHeaderString("Origin"));
    }

    private boolean isAllowed(String origin) {
        URI here = session.getContext().getUri().getBaseUri();
        return origin.equals(here.getScheme() + "://" + here.getRawAuthority())
                || InstitutionSettings.of(realm).tokenAppOrigins().contains(origin);
    }

    /** What one customer has to himself: the whole address, or the network part of an IPv6 one. */
    static String network(String remoteAddress) {
        if (!remoteAddress.contains(":")) {
            return remoteAddress;
        }
        try {
            // With a colon it is a literal, so nothing is looked up.
            return InetAddress.getByName(remoteAddress) instanceof Inet6Address v6
                    ? Arrays.toString(Arrays.copyOf(v6.getAddress(), IPV6_NETWORK_BYTES))
                    : remoteAddress;
        } catch (UnknownHostException e) {
            return remoteAddress;
        }
    }
}
