package io.sekisho.account.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sekisho.account.CustomerPages;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.institution.DisplayText;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.PageHeaders;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.theme.Theme;
import org.keycloak.util.JsonSerialization;

/**
 * The token app of a realm: a fixed list of files, the same for every realm, and {@code config.json}, which says whose
 * tokens it sets up. A realm that issues no tokens, or has no {@code sekisho.serviceId}, has no app.
 */
public final class TokenAppResource {

    /** Below the service's own. */
    public static final String PATH = "token-app";

    static final String CONFIG = "config.json";

    private static final String INDEX = "index.html";
    private static final String FOLDER = "/META-INF/sekisho-token-app/";
    private static final List<String> LANGUAGES = List.of("ja", "en");

    /** Nothing inline and nothing from elsewhere; the app makes its own requests and sends no form. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "json", MediaType.APPLICATION_JSON,
            "webmanifest", "application/manifest+json");

    private static final Map<String, Content> FILES = read(
            INDEX,
            "app.css",
            "app.js",
            "clock.js",
            "dom.js",
            "server.js",
            "sw.js",
            "texts.js",
            "totp.js",
            "vault.js",
            "manifest.webmanifest",
            "icon.svg");

    private final KeycloakSession session;
    private final RealmModel realm;

    public TokenAppResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** The bytes of a file, and a name for them that changes when they do. */
    record Content(byte[] bytes, String entityTag) {

        static Content of(byte[] bytes) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new Content(
                        bytes,
                        '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16)) + '"');
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /**
         * Compared by hand: the {@code evaluatePreconditions} of JAX-RS takes a tag and its weak form for two, and the
         * app would be sent again each time.
         *
         * @param ifNoneMatch the request's header, or null; a proxy that compresses may have made the tag a weak one
         */
        boolean isKnown(String ifNoneMatch) {
            return ifNoneMatch != null
                    && Arrays.stream(ifNoneMatch.split(","))
                            .map(String::strip)
                            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                            .anyMatch(tag -> tag.equals(entityTag) || tag.equals("*"));
        }
    }

    /** The app. Its files are named relative to it, so its address must end with a slash. */
    @GET
    @Path("")
    public Response index() {
        KeycloakUriInfo uri = session.getContext().getUri();
        if (uri.getRequestUri().getRawPath().endsWith("/") || serviceId().isEmpty()) {
            return file(INDEX);
        }
        return withHeaders(Response.status(Response.Status.FOUND)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .location(Urls.realmBase(uri.getBaseUri())
                        .path("{realm}")
                        .path(CustomerPages.PATH)
                        .path(PATH + "/")
                        .build(realm.getName())));
    }

    /** One of the app's files. */
    @GET
    @Path("{file}")
    public Response file(@PathParam("file") String name) {
        if (serviceId().isEmpty()) {
            return notFound();
        }
        Optional<Content> content = name.equals(CONFIG) ? Optional.of(Content.of(config())) : find(name);
        return content.map(found -> answer(name, found)).orElseGet(this::notFound);
    }

    static Optional<Content> find(String name) {
        return Optional.ofNullable(FILES.get(name));
    }

    private Response answer(String name, Content content) {
        String ifNoneMatch = session.getContext().getRequestHeaders().getHeaderString(HttpHeaders.IF_NONE_MATCH);
        Response.ResponseBuilder answer =
                content.isKnown(ifNoneMatch) ? Response.notModified() : Response.ok(content.bytes(), type(name));
        // Asked for again each time, and sent again only when it is another one: so a new version arrives at the next
        // start.
        return withHeaders(
                answer.header(HttpHeaders.ETAG, content.entityTag()).header(HttpHeaders.CACHE_CONTROL, "no-cache"));
    }

    private Response notFound() {
        return withHeaders(Response.status(Response.Status.NOT_FOUND).header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    static String type(String name) {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    private Response withHeaders(Response.ResponseBuilder answer) {
        PageHeaders.inPlaceOfRealms(session, TokenAppResource::value).forEach(answer::header);
        return answer.build();
    }

    /**
     * The app's own, whatever the realm's pages have; the realm's where they say nothing about a page (transport,
     * robots).
     */
    static String value(BrowserSecurityHeaders header, String configured) {
        return switch (header) {
            case CONTENT_SECURITY_POLICY -> CONTENT_SECURITY_POLICY;
            case CONTENT_SECURITY_POLICY_REPORT_ONLY -> "";
            case X_FRAME_OPTIONS -> "DENY";
            case X_CONTENT_TYPE_OPTIONS -> "nosniff";
            case REFERRER_POLICY -> "no-referrer";
            default -> configured;
        };
    }

    private Optional<String> serviceId() {
        return IssuedTokens.offered(realm) ? InstitutionSettings.of(realm).serviceId() : Optional.empty();
    }

    private byte[] config() {
        Map<String, UnaryOperator<String>> languages = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            Locale locale = Locale.forLanguageTag(language);
            Properties messages = messages(locale);
            languages.put(language, text -> DisplayText.resolve(text, messages, locale));
        }
        return config(serviceId().orElseThrow(), InstitutionSettings.of(realm), languages);
    }

    private Properties messages(Locale locale) {
        try {
            return session.theme().getTheme(Theme.Type.LOGIN).getEnhancedMessages(realm, locale);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Addresses are relative, so that they are right behind every proxy.
     *
     * @param languages by language, what resolves its message keys
     */
    static byte[] config(String serviceId, InstitutionSettings settings, Map<String, UnaryOperator<String>> languages) {
        Map<String, Object> service = new LinkedHashMap<>();
        service.put("serviceId", serviceId);
        service.put("name", inEach(languages, settings.institutionName()));
        service.put("activateUrl", "../token/activate");
        service.put("timeUrl", "../token/time");
        Map<String, Object> support = new LinkedHashMap<>();
        settings.supportName().ifPresent(name -> support.put("name", inEach(languages, name)));
        settings.supportTelephone()
                .ifPresent(telephone ->
                        support.put("telephone", languages.get("ja").apply(telephone)));
        settings.supportHours().ifPresent(hours -> support.put("hours", inEach(languages, hours)));
        if (!support.isEmpty()) {
            service.put("support", support);
        }
        return JsonSerialization.valueAsString(Map.of("services", List.of(service)))
                .getBytes(UTF_8);
    }

    private static Map<String, String> inEach(Map<String, UnaryOperator<String>> languages, String text) {
        Map<String, String> texts = new LinkedHashMap<>();
        languages.forEach((language, resolve) -> texts.put(language, resolve.apply(text)));
        return texts;
    }

    private static Map<String, Content> read(String... names) {
        Map<String, Content> files = new HashMap<>();
        for (String name : names) {
            try (InputStream file = TokenAppResource.class.getResourceAsStream(FOLDER + name)) {
                if (file == null) {
                    throw new IllegalStateException(FOLDER + name + " is missing");
                }
                files.put(name, Content.of(file.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Map.copyOf(files);
    }
}
