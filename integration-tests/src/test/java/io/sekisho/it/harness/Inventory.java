package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The tokens of a realm, as the staff look after them by the admin REST. */
public final class Inventory {

    private static final AtomicInteger NEXT_NUMBER = new AtomicInteger(1);

    private final Admin admin;
    private final String realm;

    /** @param admin who looks after them */
    public Inventory(Admin admin, String realm) {
        this.admin = admin;
        this.realm = realm;
    }

    /** A token that a customer holds, or could hold. */
    public record Token(String id, Oath oath) {
    }

    /** The same inventory looked after by a member of the staff. */
    public Inventory as(Customer staff) {
        return new Inventory(admin.as(staff), realm);
    }

    /** A token that no other test knows, free. */
    public Token newToken() {
        return newTokens(1).get(0);
    }

    /** Tokens that no other test knows, free; their IDs follow one another. */
    public List<Token> newTokens(int count) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder file = new StringBuilder("upn,serial number,secret key,time interval,manufacturer,model\n");
        for (int i = 0; i < count; i++) {
            Token token = new Token("IT%08d".formatted(NEXT_NUMBER.getAndIncrement()), Oath.withNewKey());
            tokens.add(token);
            file.append(",%s,%s,30,Example Tokens,ET-1%n".formatted(token.id(), token.oath().key()));
        }
        HttpResponse<String> answer = admin.sendText("POST", address("tokens/import?format=csv"), "text/csv", file.toString());
        if (answer.statusCode() != 200) {
            throw new AssertionError("The import gave " + answer.statusCode() + ": " + answer.body());
        }
        return tokens;
    }

    /** One token as the staff see it; it must be there. */
    public JsonNode get(Token token) {
        return admin.get(address("tokens/" + token.id()));
    }

    /** {@code GET tokens<query>}, which must succeed. */
    public JsonNode list(String query) {
        return admin.get(address("tokens" + query));
    }

    public HttpResponse<String> bind(Token token, Customer customer) {
        return change(token, "bind", "{\"userId\": \"" + customer.id() + "\"}");
    }

    /** Any change without a body: {@code unbind}, {@code mark-lost}, {@code retire}, {@code reinstate}; the answer may be any status. */
    public HttpResponse<String> change(Token token, String change) {
        return change(token, change, null);
    }

    public HttpResponse<String> change(Token token, String change, String body) {
        return send("POST", "tokens/" + token.id() + "/" + change, body);
    }

    public HttpResponse<String> resync(Token token, String first, String next) {
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
