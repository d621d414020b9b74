package io.sekisho.admin;

import io.sekisho.inventory.load.TokenExport;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The realm's inventory as a CSV file without seeds. Needs {@code view-users} for all users, since it tells whose the
 * tokens are.
 */
final class TokenExportCall {

    static final String CSV = "text/csv;charset=UTF-8";
    /** Tokens of one transaction: however long the list, no transaction is, and little is in memory. */
    private static final int PAGE = 1_000;

    private final KeycloakSessionFactory factory;
    private final String realmId;
    private final StaffCall call;
    /** Otherwise each customer has to be loaded and asked for. */
    private final boolean seesEverybody;

    TokenExportCall(StaffCall call) {
        this.factory = call.session().getKeycloakSessionFactory();
        this.realmId = call.realm().getId();
        this.call = call;
        this.seesEverybody = call.seesEverybody();
    }

    /** In the order of the token IDs; what changes while it is written may be in it or not. */
    Response export() {
        call.requireService();
        call.requireView();
        return Response.ok(
                        (StreamingOutput) out -> {
                            // This request's own session may be closed by now.
                            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                            writer.write(TokenExport.HEADER);
                            String last = "";
                            while (last != null) {
                                last = write(writer, last);
                            }
                            writer.flush();
                        },
                        CSV)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"tokens.csv\"")
                .build();
    }

    /** @return the last token of the page, or null at the end */
    private String write(Writer writer, String after) throws IOException {
        List<String> lines = new ArrayList<>(PAGE);
        String last = KeycloakModelUtils.runJobInTransactionWithResult(factory, own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            own.getContext().setRealm(realm);
            List<TokenExport.Row> page = own.getProvider(JpaConnectionProvider.class)
                    .getEntityManager()
                    .unwrap(Session.class)
                    .doReturningWork(connection -> TokenExport.page(connection, realmId, after, PAGE));
            AdminPermissionEvaluator auth = seesEverybody ? null : call.authIn(own);
            page.forEach(row -> lines.add(row.line(username(own, realm, auth, row))));
            return page.size() < PAGE ? null : page.get(PAGE - 1).tokenId();
        });
        for (String line : lines) {
            writer.write(line);
        }
        return last;
    }

    /** @param auth or null if all customers may be seen */
    private static String username(
            KeycloakSession own, RealmModel realm, AdminPermissionEvaluator auth, TokenExport.Row row) {
        if (row.userId() == null || row.username() != null && auth == null) {
            return row.username();
        }
        UserModel customer = own.users().getUserById(realm, row.userId());
        return customer == null || auth != null && !auth.users().canView(customer) ? null : customer.getUsername();
    }
}
