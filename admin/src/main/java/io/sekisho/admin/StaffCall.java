package io.sekisho.admin;

import io.sekisho.account.Problem;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import io.sekisho.inventory.TokenId;
import io.sekisho.inventory.TokenInventory;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/**
 * One call of the admin REST: what its caller may do, and what it leaves behind. Every refusal is a problem to be
 * thrown ({@link Problem}), also where Keycloak's own evaluator would throw one without details.
 *
 * @param auth fine-grained permissions included
 */
record StaffCall(
        KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {

    private static final int MAX_PAGE = 500;

    /** Refuses in a realm that has not turned the service on. */
    void requireService() {
        if (!InstitutionSettings.of(realm).enabled()) {
            throw Problem.of(
                    Response.Status.NOT_FOUND,
                    "No OTP service",
                    "The realm has not turned the service on: attribute " + SettingOptions.ENABLED.name() + ".");
        }
    }

    /** Refuses in a realm that issues no tokens. */
    void requireIssuedTokens() {
        requireService();
        if (!IssuedTokens.offered(realm)) {
            throw Problem.of(
                    Response.Status.NOT_FOUND,
                    "No issued tokens",
                    TokenInventory.offered(realm)
                            ? "The realm's customers bind tokens by their ID: see tokens/{id}/mark-lost and tokens/{id}/unbind."
                            : "The realm's customers use an app of their own: attribute "
                                    + SettingOptions.ENROLMENT.name() + ".");
        }
    }

    /** To see what concerns all customers. */
    void requireView() {
        require(auth.users()::canView, "This needs the right to view all users: view-users.");
    }

    /** To change what concerns all customers. */
    void requireManage() {
        require(auth.users()::canManage, "This needs the right to manage all users: manage-users.");
    }

    void requireViewRealm() {
        require(auth.realm()::canViewRealm, "This needs the right to view the realm: view-realm.");
    }

    void requireManageRealm() {
        require(auth.realm()::canManageRealm, "This needs the right to manage the realm: manage-realm.");
    }

    void requireManageClients() {
        require(auth.clients()::canManage, "This needs the right to manage clients: manage-clients.");
    }

    private static void require(BooleanSupplier right, String detail) {
        if (!right.getAsBoolean()) {
            throw forbidden(detail);
        }
    }

    /** To be thrown. */
    static WebApplicationException forbidden(String detail) {
        return Problem.of(Response.Status.FORBIDDEN, "Not allowed", detail);
    }

    /** A customer whom the caller may see. */
    UserModel visible(String userId) {
        return customer(userId, auth.users()::canView, "view it: view-users, or a permission for this user.");
    }

    /** A customer whom the caller may change. */
    UserModel managed(String userId) {
        return noServiceAccount(
                customer(userId, auth.users()::canManage, "manage it: manage-users, or a permission for this user."));
    }

    /** A customer whose credentials the caller may change. */
    UserModel credentialsManaged(String userId) {
        return noServiceAccount(customer(
                userId,
                this::canManageCredentials,
                "change its credentials: manage-users, or permissions for this user to manage and to reset-password."));
    }

    /**
     * Nothing is changed of a client's own account, by which nobody logs in: there is no factor that it could have. It
     * can be looked at like any other, and then has no factors.
     */
    private static UserModel noServiceAccount(UserModel user) {
        if (user.getServiceAccountClientLink() != null) {
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Not a customer",
                    "It is the service account of a client, and has neither an OTP nor a transaction password.");
        }
        return user;
    }

    private UserModel customer(String userId, Predicate<UserModel> right, String needed) {
        return permitted(
                id(userId).map(id -> session.users().getUserById(realm, id)),
                right,
                auth.users()::canView,
                auth.users().canView(),
                () -> Problem.of(Response.Status.NOT_FOUND, "No such user", null),
                "There is no such user, or the caller lacks the right to " + needed);
    }

    /** What may be an id of something in the database, which takes every character but this one. */
    static Optional<String> id(String text) {
        return Optional.of(text).filter(id -> id.indexOf('\0') < 0);
    }

    /**
     * Whether the caller may change what a customer proves his identity with. Whoever may manage a user may do so,
     * unless it is denied; whoever may only reset login passwords may not, for he would have all factors of the
     * customer's then.
     */
    boolean canManageCredentials(UserModel user) {
        return auth.users().canManage(user) && auth.users().canResetPassword(user);
    }

    /**
     * What a call is for, if the caller has the right to it.
     *
     * @param found    as the other parameters in {@link Access#to}
     * @param notThere to be thrown where there is nothing
     * @param lacking  why it is not allowed, whether or not it is there
     */
    static <T> T permitted(
            Optional<T> found,
            Predicate<T> right,
            Predicate<T> view,
            boolean viewAll,
            Supplier<WebApplicationException> notThere,
            String lacking) {
        return switch (Access.to(found, right, view, viewAll)) {
            case GRANTED -> found.orElseThrow();
            case NOT_ALLOWED -> throw forbidden(lacking);
            case NOT_THERE -> throw notThere.get();
        };
    }

    /** Whether there is no customer whom the caller may not see. */
    boolean seesEverybody() {
        return withoutException(auth.users()::canView, AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS);
    }

    /** Whether there is no customer whom the caller may not change. */
    boolean managesEverybody() {
        return withoutException(auth.users()::canManage, AdminRoles.MANAGE_USERS);
    }

    /** Whether there is no group that the caller may not see. */
    boolean seesAllGroups() {
        return withoutException(auth.groups()::canView, AdminRoles.VIEW_USERS, AdminRoles.MANAGE_USERS);
    }

    /**
     * Fine-grained permissions for all may have exceptions, which are known only to whoever asks for each. Roles have
     * none.
     */
    private boolean withoutException(BooleanSupplier all, String... roles) {
        return realm.isAdminPermissionsEnabled() ? auth.hasOneAdminRole(roles) : all.getAsBoolean();
    }

    /** The caller's rights, asked in another session than the call's own, whose context has the realm. */
    AdminPermissionEvaluator authIn(KeycloakSession own) {
        AdminAuth caller = auth.adminAuth();
        RealmModel callersRealm = own.realms().getRealm(caller.getRealm().getId());
        return AdminPermissions.evaluator(
                own,
                own.getContext().getRealm(),
                new AdminAuth(
                        callersRealm,
                        caller.getToken(),
                        own.users().getUserById(callersRealm, caller.getUser().getId()),
                        own.clients()
                                .getClientById(callersRealm, caller.getClient().getId())));
    }

    /**
     * A part of a list.
     *
     * @param first index of the first one, from 0
     * @param max how many at most
     */
    record Page(int first, int max) {

        /**
         * @param first as in the address
         * @param max the same
         */
        static Page of(String first, String max) {
            try {
                Page page = new Page(Integer.parseInt(first), Integer.parseInt(max));
                if (page.first >= 0 && page.max >= 1 && page.max <= MAX_PAGE) {
                    return page;
                }
            } catch (NumberFormatException e) {
                // said below, with the numbers that are out of range
            }
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "No such page",
                    "first must be a number, 0 or more, max one from 1 to " + MAX_PAGE + ".");
        }
    }

    /** Who changes a factor by this call. */
    ChangedBy staff() {
        return ChangedBy.staff(adminId());
    }

    /** The same of a change to a token of the inventory: the event names the token as well. */
    ChangedBy staff(TokenId tokenId) {
        return staff().with("token_id", tokenId.value());
    }

    /** Records a change of a customer for those who look after the staff. */
    void reportChange() {
        reportAction(ResourceType.USER.name());
    }

    /**
     * Records what was done, with its address, for those who look after the staff.
     *
     * @param concerned the kind of thing, as admin events have it
     */
    void reportAction(String concerned) {
        report(concerned, OperationType.ACTION);
    }

    /** Records that the thing of this address is there no more. */
    void reportDeletion(String concerned) {
        report(concerned, OperationType.DELETE);
    }

    private void report(String concerned, OperationType operation) {
        adminEvent
                .resource(concerned)
                .operation(operation)
                .resourcePath(session.getContext().getUri())
                .success();
    }

    /**
     * The same where the call itself is over.
     *
     * @param path of what was called, below the realm's
     */
    void reportAction(String concerned, String... path) {
        adminEvent
                .resource(concerned)
                .operation(OperationType.ACTION)
                .resourcePath(path)
                .success();
    }

    /** Keycloak's id of the caller. */
    String adminId() {
        return auth.adminAuth().getUser().getId();
    }
}
