package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client company that no other test knows, in a realm like kenshin. */
public final class TestCompany {

    private static final AtomicInteger NEXT = new AtomicInteger(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Admin admin;
    private final String realm;
    private final String id;
    private final String name;

    private TestCompany(Admin admin, String realm, String id, String name) {
        this.admin = admin;
        this.realm = realm;
        this.id = id;
        this.name = name;
    }

    /** A new company without users. */
    public static TestCompany in(Admin admin, String realm) {
        String name = "C" + NEXT.getAndIncrement();
        String parent =
                admin.get("/" + realm + "/group-by-path/companies").get("id").asText();
        HttpResponse<String> made = admin.send(
                "POST",
                "/" + realm + "/groups/" + parent + "/children",
                JSON.createObjectNode().put("name", name));
        return new TestCompany(
                admin,
                realm,
                made.headers().firstValue("Location").orElseThrow().replaceFirst(".*/", ""),
                name);
    }

    /** Keycloak's id of the group. */
    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String path() {
        return "/companies/" + name;
    }

    public Customer master() {
        return member(role("company-master"));
    }

    public Customer master(Oath app) {
        return member(role("company-master").andThen(token(app)));
    }

    public Customer administrator() {
        return member(role("company-administrator"));
    }

    public Customer administrator(Oath app) {
        return member(role("company-administrator").andThen(token(app)));
    }

    public Customer user() {
        return member(user -> {});
    }

    public Customer user(Oath app) {
        return member(token(app));
    }

    /** A user of the company with these changes. */
    public Customer member(Consumer<ObjectNode> changes) {
        return admin.newCustomer(realm, user -> {
            user.putArray("groups").add(path());
            changes.accept(user);
        });
    }

    /** Gives a client role of the OTP service. */
    public static Consumer<ObjectNode> role(String role) {
        return user -> user.withObject("/clientRoles").putArray("otp-service").add(role);
    }

    /** Gives a token that is in use. */
    public Consumer<ObjectNode> token(Oath app) {
        return user -> user.withArray("/credentials").add(admin.otpCredential(app.key()));
    }

    /** A user whose token is in use and suspended. */
    public Customer suspended(Consumer<ObjectNode> changes) {
        Oath app = Oath.withNewKey();
        Customer customer = member(changes.andThen(token(app)));
        admin.suspendOtp(customer, app);
        return customer;
    }

    /** Takes a user out of this company. */
    public void leave(Customer customer) {
        admin.send("DELETE", "/" + realm + "/users/" + customer.id() + "/groups/" + id, null);
    }

    /** Takes a user into this company, beside others that there may be. */
    public void join(Customer customer) {
        admin.send("PUT", "/" + realm + "/users/" + customer.id() + "/groups/" + id, null);
    }
}
