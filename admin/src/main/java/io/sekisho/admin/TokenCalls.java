package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.admin.body.JsonBody;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.SettingOptions;
import io.sekisho.inventory.InventoryToken;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.TokenInventory;
import io.sekisho.inventory.TokenInventory.Resync;
import io.sekisho.inventory.TokenStatus;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What the staff do with the tokens of the inventory: find them, bind one to a customer, take it back, report it lost,
 * take it out of use and into use again, delete it, set its clock right. IDs may be written with spaces, hyphens and small
 * letters.
 *
 * <p>A token that is a customer's is looked at with the right to view the very customer, and changed with the right to
 * change his credentials. Everything else needs the right to view or to manage all customers; without them no answer
 * tells which IDs there are.
 */
final class TokenCalls {

    private static final Logger LOG = Logger.getLogger(TokenCalls.class);

    /** In admin events on tokens that are nobody's. */
    private static final String RESOURCE_TYPE = "OTP_TOKEN";

    private final StaffCall call;
    private final KeycloakSession session;
    private final RealmModel realm;

    TokenCalls(StaffCall call) {
        this.call = call;
        this.session = call.session();
        this.realm = call.realm();
    }

    /**
     * A token, and whose it is.
     *
     * @param customer or null
     */
    private record Held(InventoryToken token, UserModel customer) {}

    /** A page of the inventory in the order of the IDs. */
    List<TokenView> list(String prefix, String status, String after, String first, String max) {
        TokenInventory inventory = inventory();
        call.requireView();
        StaffCall.Page page = StaffCall.Page.of(first, max);
        String beginning = TokenId.prefix(prefix)
                .orElseThrow(() -> malformed("prefix must be the beginning of a token ID: letters and digits."));
        String last =
                TokenId.prefix(after).orElseThrow(() -> malformed("after must be a token ID: letters and digits."));
        return inventory.page(realm, beginning, status(status), last, page.first(), page.max()).stream()
                .map(token -> view(new Held(token, customer(token))))
                .toList();
    }

    /** @return null for all */
    private static TokenStatus status(String status) {
        if (status == null || status.isEmpty()) {
            return null;
        }
        return Arrays.stream(TokenStatus.values())
                .filter(one -> one.name().equals(status))
                .findFirst()
                .orElseThrow(() -> malformed("status must be one of " + Arrays.toString(TokenStatus.values()) + "."));
    }

    /** One token. */
    TokenView get(String id) {
        Optional<Held> found = find(id);
        if (found.map(Held::customer).filter(call.auth().users()::canView).isEmpty()) {
            call.requireView();
        }
        return view(found.orElseThrow(TokenCalls::noSuchToken));
    }

    /** Binds a free token to a customer who has no OTP, without a code: to somebody who stands at the counter. */
    void bind(String id, InputStream body) {
        TokenInventory inventory = inventory();
        TokenId tokenId = parse(id);
        UserModel customer = call.credentialsManaged(JsonBody.of(session, body).text("userId", "{\"userId\": \"…\"}"));
        if (!withSeed(tokenId, () -> inventory.bindByStaff(realm, customer, tokenId, call.staff(tokenId)))) {
            throw notBound(inventory, customer, tokenId);
        }
        call.reportChange();
    }

    private WebApplicationException notBound(TokenInventory inventory, UserModel customer, TokenId tokenId) {
        if (OtpCredentials.of(session).isStored(customer)) {
            return conflict(
                    "Customer has an OTP",
                    "Unbind the customer's token, or delete the customer's OTP, before another one is bound.");
        }
        if (!call.auth().users().canView()) {
            return conflict("Token not free", "There is no such token, or it is not FREE.");
        }
        return inventory
                .find(realm, tokenId)
                .map(token -> conflict(
                        "Token not free", "It is " + token.status() + ". Only a token that is FREE can be bound."))
                .orElseGet(TokenCalls::noSuchToken);
    }

    /**
     * Takes a token from its customer, who has no OTP from then on. A bound one is free again, a lost one stays lost.
     */
    void unbind(String id) {
        Held held = managed(id);
        if (held.customer() == null
                || !inventory()
                        .unbind(
                                realm,
                                held.customer(),
                                held.token().id(),
                                call.staff(held.token().id()))) {
            throw notNow(held, "Not bound", "It is no customer's.");
        }
        call.reportChange();
    }

    /** 紛失: no code of it is accepted any more. A bound one stays what its customer's login asks for. */
    void markLost(String id) {
        Held held = managed(id);
        if (!inventory()
                .markLost(
                        realm,
                        held.customer(),
                        held.token().id(),
                        call.staff(held.token().id()))) {
            throw notNow(held, "Not to be lost", "Only a token that is FREE or BOUND can be lost.");
        }
        reportChange(held.customer() != null);
    }

    /** 廃止: takes a token that is nobody's out of use. */
    void retire(String id) {
        Held held = managed(id);
        if (!inventory().retire(realm, held.token().id())) {
            throw notNow(
                    held,
                    "Not to be retired",
                    held.customer() == null
                            ? "Only a token that is FREE or LOST can be retired."
                            : "It is a customer's: unbind it first.");
        }
        call.reportAction(RESOURCE_TYPE);
    }

    /**
     * Takes a token that was lost or retired into use again: its customer's, if he has bound no other one meanwhile,
     * else free.
     */
    void reinstate(String id) {
        Held held = managed(id);
        if (!inventory()
                .reinstate(
                        realm,
                        held.customer(),
                        held.token().id(),
                        call.staff(held.token().id()))) {
            throw notNow(held, "In use already", "Only a token that is LOST or RETIRED can be taken into use again.");
        }
        reportChange(inventory()
                .find(realm, held.token().id())
                .filter(token -> token.status() == TokenStatus.BOUND)
                .isPresent());
    }

    /** Forgets a token that is nobody's, and not lost. */
    void delete(String id) {
        Held held = managed(id);
        if (!inventory().delete(realm, held.token().id())) {
            throw notNow(
                    held,
                    "Not to be deleted",
                    held.customer() == null
                            ? "Only a token that is FREE or RETIRED can be deleted."
                            : "It is a customer's: unbind it first.");
        }
        call.reportDeletion(RESOURCE_TYPE);
    }

    /** Sets a token's clock right by two codes that it shows one after the other. Both are void from then on. */
    void resync(String id, InputStream body) {
        Held held = managed(id);
        JsonBody codes = JsonBody.of(session, body);
        String form = "{\"first\": \"…\", \"next\": \"…\"}";
        String first = codes.text("first", form);
        String next = codes.text("next", form);
        Resync resync = withSeed(
                held.token().id(),
                () -> inventory()
                        .resync(
                                realm,
                                held.customer(),
                                held.token().id(),
                                first,
                                next,
                                call.staff(held.token().id())));
        switch (resync) {
            case DONE -> reportChange(held.customer() != null);
            case MALFORMED ->
                throw malformed(
                        "first and next must be codes of " + held.token().digits() + " digits.");
            case NOT_FOUND ->
                throw conflict(
                        "Codes do not match",
                        "They do not follow each other anywhere near the present, or were used before. Wait for a new code, and take the one after it as next.");
            case CHANGED -> throw notNow(held, "Changed meanwhile", "Try again.");
        }
    }

    private TokenInventory inventory() {
        call.requireService();
        if (!TokenInventory.offered(realm)) {
            throw Problem.of(
                    Response.Status.NOT_FOUND,
                    "No tokens to be bound",
                    "The realm's customers bind no tokens: attribute " + SettingOptions.ENROLMENT.name() + ".");
        }
        return TokenInventory.of(session);
    }

    private static TokenId parse(String id) {
        return TokenId.parse(id)
                .orElseThrow(() -> malformed("A token ID has 1 to " + TokenId.MAX_LENGTH + " letters and digits."));
    }

    private Optional<Held> find(String id) {
        return inventory().find(realm, parse(id)).map(token -> new Held(token, customer(token)));
    }

    /** Null also where the customer is gone, or cannot be found now. */
    private UserModel customer(InventoryToken token) {
        return token.userId() == null ? null : session.users().getUserById(realm, token.userId());
    }

    /**
     * One that the caller may change. The refusal is the same for a customer's, for nobody's, and for one that is not
     * there.
     */
    private Held managed(String id) {
        Optional<Held> found = find(id);
        if (!found.map(Held::customer)
                .map(call::canManageCredentials)
                .orElseGet(call.auth().users()::canManage)) {
            throw StaffCall.forbidden(
                    "This needs the right to change the credentials of the token's customer: manage-users, or permissions for this user to manage and to "
                            + "reset-password; or, of a token that is nobody's, the right to manage all users.");
        }
        return found.orElseThrow(TokenCalls::noSuchToken);
    }

    private TokenView view(Held held) {
        boolean shown = held.customer() != null && call.auth().users().canView(held.customer());
        return TokenView.of(held.token(), shown ? held.customer() : null);
    }

    /** @param ofCustomer whether a customer's factor has changed, and not just a token that is nobody's */
    private void reportChange(boolean ofCustomer) {
        if (ofCustomer) {
            call.reportChange();
        } else {
            call.reportAction(RESOURCE_TYPE);
        }
    }

    /** With what the token is by now: it may have changed, or be gone, since it was looked at. */
    private WebApplicationException notNow(Held held, String title, String detail) {
        return inventory()
                .find(realm, held.token().id())
                .map(token -> conflict(title, "The token is " + token.status() + ". " + detail))
                .orElseGet(TokenCalls::noSuchToken);
    }

    private <T> T withSeed(TokenId tokenId, Supplier<T> change) {
        try {
            return change.get();
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.BINDING);
            LOG.errorf("The seed of token %s cannot be read: %s", tokenId, e.getMessage());
            throw Problem.of(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "Seed not available",
                    "The token's seed cannot be read now; the server's log says why.");
        }
    }

    private static WebApplicationException noSuchToken() {
        return Problem.of(Response.Status.NOT_FOUND, "No such token", null);
    }

    private static WebApplicationException malformed(String detail) {
        return Problem.of(Response.Status.BAD_REQUEST, "Malformed request", detail);
    }

    private static WebApplicationException conflict(String title, String detail) {
        return Problem.of(Response.Status.CONFLICT, title, detail);
    }
}
