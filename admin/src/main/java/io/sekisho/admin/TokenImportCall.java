package io.sekisho.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sekisho.account.Problem;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.ServiceCounter;
import io.sekisho.inventory.load.ImportChoice;
import io.sekisho.inventory.load.ImportCollisionException;
import io.sekisho.inventory.load.ImportFormat;
import io.sekisho.inventory.load.ImportReport;
import io.sekisho.inventory.load.ImportResult;
import io.sekisho.inventory.load.Outcome;
import io.sekisho.inventory.load.ReportSpool;
import io.sekisho.inventory.load.TokenImport;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.pskc.PskcSecret;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/**
 * Takes a file of tokens into the realm's inventory, as it comes in. All of it is stored, or nothing. Needs
 * {@code manage-users} for all users, since tokens are nobody's yet.
 *
 * <p>The file and its key are never logged. The key of an encrypted file comes in a header, since addresses are logged.
 */
final class TokenImportCall {

    /** The pre-shared key of a PSKC file, in hexadecimal digits or Base64. */
    static final String KEY_HEADER = "Sekisho-Pskc-Key";
    /** The password of a PSKC file, if it is plain ASCII. */
    static final String PASSWORD_HEADER = "Sekisho-Pskc-Password";
    /** Any password: Base64 of its UTF-8. */
    static final String PASSWORD_BASE64_HEADER = "Sekisho-Pskc-Password-Base64";

    private static final Logger LOG = Logger.getLogger(TokenImportCall.class);
    private static final JsonFactory JSON = new JsonFactory();
    /** For millions of tokens, or for a slow line. */
    private static final Duration TRANSACTION = Duration.ofHours(1);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final StaffCall call;

    TokenImportCall(StaffCall call) {
        this.session = call.session();
        this.realm = call.realm();
        this.call = call;
    }

    /**
     * @param file   the body
     * @param format {@code pskc} or {@code csv}
     * @param dryRun whether nothing is to be stored
     * @param rows   {@code problems} or {@code all}: which rows are reported one by one
     * @param replace whether what the inventory has otherwise, and no customer has, is put right
     * @param otherKinds {@code refuse} or {@code skip}: what is done with good keys that are none of a TOTP token
     * @return the report: 200 if all is stored, or could be; 409 if there are conflicts, 422 if the file is damaged or
     *     has invalid rows
     */
    Response load(
            InputStream file,
            String format,
            String dryRun,
            String rows,
            String replace,
            String otherKinds,
            String key,
            String password,
            String passwordBase64)
            throws IOException {
        call.requireService();
        call.requireManage();
        ImportFormat kind = ImportFormat.parse(format).orElseThrow(() -> badRequest("format must be pskc or csv."));
        boolean dry = choice("dryRun", dryRun, "true", "false");
        boolean all = choice("rows", rows, "all", "problems");
        Set<ImportChoice> choices = EnumSet.noneOf(ImportChoice.class);
        if (choice("replace", replace, "true", "false")) {
            choices.add(ImportChoice.REPLACE);
        }
        if (choice("otherKinds", otherKinds, "skip", "refuse")) {
            choices.add(ImportChoice.SKIP_OTHER_KINDS);
        }
        TokenReader reader = kind.reader(file, secret(key, password, passwordBase64));
        SeedCipher cipher = cipher();
        ReportSpool spool = new ReportSpool(all);
        try {
            ImportResult result = load(reader, cipher, spool, choices, dry);
            if (!dry) {
                count(result.acceptable() ? "stored" : "refused");
                if (result.acceptable()) {
                    ServiceCounter.IMPORTED_TOKENS.add(result.fresh(), realm.getName());
                }
            }
            return answer(result, dry, spool);
        } catch (RuntimeException e) {
            if (!dry) {
                count("failed");
            }
            spool.close();
            throw e;
        }
    }

    private void count(String result) {
        ServiceCounter.IMPORTS.increment(realm.getName(), "result", result);
    }

    private static boolean choice(String name, String value, String yes, String no) {
        if (!value.equals(yes) && !value.equals(no)) {
            throw badRequest(name + " must be " + yes + " or " + no + ".");
        }
        return value.equals(yes);
    }

    private static PskcSecret secret(String key, String password, String passwordBase64) {
        if ((key == null ? 0 : 1) + (password == null ? 0 : 1) + (passwordBase64 == null ? 0 : 1) > 1) {
            throw badRequest("Give one of the headers " + KEY_HEADER + ", " + PASSWORD_HEADER + " and "
                    + PASSWORD_BASE64_HEADER + ".");
        }
        try {
            if (key != null) {
                return PskcSecret.PreSharedKey.parse(key);
            } else if (passwordBase64 != null) {
                return new PskcSecret.Password(
                        new String(Base64.getDecoder().decode(passwordBase64.strip()), StandardCharsets.UTF_8));
            }
            return password == null ? new PskcSecret.None() : new PskcSecret.Password(password);
        } catch (IllegalArgumentException e) {
            // Without its message, which may quote the password.
            throw badRequest(
                    key == null
                            ? "The header " + PASSWORD_BASE64_HEADER + " is not Base64."
                            : "The header " + KEY_HEADER
                                    + " must be an AES key of 16, 24 or 32 bytes in hexadecimal digits or Base64.");
        }
    }

    private SeedCipher cipher() {
        try {
            return ServerKeyring.of(session).cipher();
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.IMPORT);
            LOG.errorf("Realm %s: tokens cannot be imported: %s", realm.getName(), e.getMessage());
            throw Problem.of(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "No keyring",
                    "The server has no key to store seeds under. Its log says what to do.");
        }
    }

    /** In a transaction of its own, which may take longer than a request's. */
    private ImportResult load(
            TokenReader reader, SeedCipher cipher, ReportSpool spool, Set<ImportChoice> choices, boolean dryRun) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        String realmId = realm.getId();
        String importId = KeycloakModelUtils.generateId();
        // All that this request had to do with the database is done, and would run out of time.
        session.getTransactionManager().commit();
        KeycloakModelUtils.setTransactionLimit(factory, Math.toIntExact(TRANSACTION.toSeconds()));
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    factory,
                    session.getContext(),
                    own -> {
                        RealmModel ownRealm = own.realms().getRealm(realmId);
                        own.getContext().setRealm(ownRealm);
                        ImportResult result = write(own, ownRealm, reader, cipher, spool, choices, importId);
                        if (!result.acceptable() || dryRun) {
                            own.getTransactionManager().setRollbackOnly();
                        } else {
                            report(own, ownRealm, result, replaced(spool), importId);
                        }
                        return result;
                    },
                    "sekisho import of tokens");
        } catch (ImportCollisionException e) {
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Imported by somebody else",
                    "The same tokens were stored or changed at the same time, such as by another import. "
                            + "Nothing of this one was stored; make it again.");
        } finally {
            KeycloakModelUtils.setTransactionLimit(factory, 0);
        }
    }

    private static ImportResult write(
            KeycloakSession own,
            RealmModel realm,
            TokenReader reader,
            SeedCipher cipher,
            ReportSpool spool,
            Set<ImportChoice> choices,
            String importId) {
        return own.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(Session.class)
                .doReturningWork(connection -> {
                    try {
                        return new TokenImport(
                                        connection, cipher, realm.getId(), importId, choices, Time.currentTimeMillis())
                                .run(
                                        reader,
                                        spool,
                                        read -> LOG.infof(
                                                "Realm %s: import %s has read %d tokens",
                                                realm.getName(), importId, read));
                    } catch (SQLException e) {
                        throw e;
                    } catch (IOException e) {
                        LOG.warnf("Realm %s: import %s broke off: %s", realm.getName(), importId, e.getMessage());
                        throw badRequest("The upload broke off. Nothing was stored; make it again.");
                    }
                });
    }

    /** The IDs of the tokens that are another one's by now, for whoever asks later who has done it. */
    private static List<String> replaced(ReportSpool spool) {
        List<String> replaced = new ArrayList<>();
        try {
            spool.replay(row -> {
                if (row.outcome() == Outcome.REPLACED) {
                    replaced.add(row.id().value());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the report cannot be read", e);
        }
        return replaced;
    }

    private void report(
            KeycloakSession own, RealmModel ownRealm, ImportResult result, List<String> replaced, String importId) {
        LOG.infof(
                "Realm %s: import %s has stored %d tokens; %d were there",
                ownRealm.getName(), importId, result.fresh(), result.equal());
        replaced.forEach(
                id -> LOG.infof("Realm %s: import %s has replaced token %s", ownRealm.getName(), importId, id));
        new AdminEventBuilder(
                        ownRealm, call.auth().adminAuth(), own, own.getContext().getConnection())
                .resource(ResourceType.REALM)
                .operation(OperationType.ACTION)
                .resourcePath(own.getContext().getUri())
                .representation(Map.of(
                        "action",
                        "tokens-imported",
                        "import",
                        importId,
                        "imported",
                        result.fresh(),
                        "replaced",
                        replaced,
                        "equal",
                        result.equal()))
                .success();
    }

    private Response answer(ImportResult result, boolean dryRun, ReportSpool spool) {
        boolean stored = result.acceptable() && !dryRun;
        Map<String, Object> head = new LinkedHashMap<>();
        Response.ResponseBuilder answer;
        if (result.acceptable()) {
            answer = Response.ok().type(MediaType.APPLICATION_JSON);
        } else {
            boolean conflict = result.broken() == null && result.invalid() == 0;
            answer = Problem.response(conflict ? Response.Status.CONFLICT : Problem.UNPROCESSABLE, null, null);
            head.put("title", "File refused");
            head.put(
                    "status",
                    conflict ? Response.Status.CONFLICT.getStatusCode() : Problem.UNPROCESSABLE.getStatusCode());
            String detail =
                    result.broken() != null ? result.broken() : "Nothing was stored. The rows say what is in the way.";
            head.put("detail", detail);
            head.put("errorMessage", detail);
        }
        head.put("dryRun", dryRun);
        head.put("stored", stored);
        head.put("read", result.read());
        head.put("imported", stored ? result.fresh() : 0L);
        head.put("importable", stored ? 0L : result.fresh());
        head.put("replaced", stored ? result.replaced() : 0L);
        head.put("replaceable", stored ? 0L : result.replaced());
        head.put("equal", result.equal());
        head.put("conflicts", result.conflicts());
        head.put("skipped", result.skipped());
        head.put("invalid", result.invalid());
        head.put("warnings", result.warnings());
        return answer.entity((StreamingOutput) out -> {
                    try (spool) {
                        write(head, spool, stored, out);
                    }
                })
                .build();
    }

    private static void write(Map<String, Object> head, ReportSpool spool, boolean stored, OutputStream out)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : head.entrySet()) {
                json.writePOJOField(member.getKey(), member.getValue());
            }
            json.writeArrayFieldStart("rows");
            ImportReport write = row -> {
                json.writeStartObject();
                json.writeNumberField("row", row.number());
                if (row.id() != null) {
                    json.writeStringField("tokenId", row.id().value());
                }
                json.writeStringField("outcome", row.outcome().name(stored));
                if (row.reason() != null) {
                    json.writeStringField("reason", row.reason());
                }
                if (row.warning() != null) {
                    json.writeStringField("warning", row.warning());
                }
                json.writeEndObject();
            };
            spool.replay(write);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static WebApplicationException badRequest(String detail) {
        return Problem.of(Response.Status.BAD_REQUEST, "Cannot be imported", detail);
    }
}
