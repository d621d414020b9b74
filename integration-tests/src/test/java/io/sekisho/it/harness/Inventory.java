package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;

/** The tokens of a realm, as the staff look after them by the admin REST. */
public final class Inventory {

    private final Admin admin;
    private final String realm;

    /** @param admin who looks after them */
    public Inventory(Admin admin, String realm) {
        this.admin = admin;
        this.realm = realm;
    }

    /** The same inventory looked after by a member of the staff. */
    public Inventory as(Customer staff) {
        return new Inventory(admin.as(staff), realm);
    }

    /** A token that no other test knows, free. */
    public HardwareToken newToken() {
        return HardwareToken.delivered(admin, realm);
    }

    /** Tokens that no other test knows, free; their IDs follow one another. */
    public List<HardwareToken> newTokens(int count) {
        return HardwareToken.delivered(admin, realm, count);
    }

    /** One token as the staff see it; it must be there. */
    public JsonNode get(HardwareToken token) {
        return admin.get(address("tokens/" + token.id()));
    }

    /** {@code GET tokens<query>}, which must succeed. */
    public JsonNode list(String query) {
        return admin.get(address("tokens" + query));
    }

    public HttpResponse<String> bind(HardwareToken token, Customer customer) {
        return change(token, "bind", "{\"userId\": \"" + customer.id() + "\"}");
    }

    /**
     * Any change without a body: {@code unbind}, {@code mark-lost}, {@code retire}, {@code reinstate}; the answer may
     * be any status.
     */
    public HttpResponse<String> change(HardwareToken token, String change) {
        return change(token, change, null);
    }

    public HttpResponse<String> change(HardwareToken token, String change, String body) {
        return send("POST", "tokens/" + token.id() + "/" + change, body);
    }

    public HttpResponse<String> resync(HardwareToken token, String first, String next) {
        return change(token, "resync", "{\"first\": \"" + first + "\", \"next\": \"" + next + "\"}");
    }

    /** Any call below {@code otp-service}; the answer may be any status. */
    public HttpResponse<String> send(String method, String path, String body) {
        return admin.sendText(method, address(path), body);
    }

    private String address(String path) {
        return "/" + realm + "/otp-service/" + path;
    }

    /** What an answer holds. */
    public static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
