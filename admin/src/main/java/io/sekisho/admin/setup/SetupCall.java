package io.sekisho.admin.setup;

import io.sekisho.account.Problem;
import io.sekisho.admin.setup.SetupPlan.Answer;
import io.sekisho.credential.otp.SeedUnsealing;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedRealmModel;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ErrorRepresentation;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ClientResource;
import org.keycloak.services.resources.admin.ClientsResource;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Gives an existing realm the service ({@code setup}), and takes it away again ({@code teardown}). Needs
 * {@code manage-realm}, for flows and required actions, and {@code manage-clients}, which the caller has checked. Each
 * call is one transaction: all of it is done, or nothing; two calls for one realm go one after the other.
 */
public final class SetupCall {

    /** A realm of this many seconds' work is done when the call is answered; greater ones go on in the background. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    public SetupCall(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /** @param body JSON: {@link SetupRequest} */
    public Answer setup(InputStream body) {
        SetupRequest request = SetupRequest.of(session, body);
        Answer answer = inOneTransaction("sekisho set-up of a realm", request.dryRun(), (own, ownRealm) -> {
            SetupPlan plan = new RealmSetup(own, ownRealm, clients(own, ownRealm)).plan(request);
            return carriedOut(plan, request.kind(), request.dryRun());
        });
        log("set up as " + answer.kind(), answer);
        return answer;
    }

    /** @param body JSON: {@link SetupRequest.Teardown}; or nothing */
    public Answer teardown(InputStream body) {
        SetupRequest.Teardown request = SetupRequest.teardownOf(session, body);
        Answer answer = inOneTransaction("sekisho teardown of a realm", request.dryRun(), (own, ownRealm) -> {
            RealmTeardown teardown = new RealmTeardown(own, ownRealm, clients(own, ownRealm));
            SetupPlan plan = teardown.plan();
            return carriedOut(plan, teardown.kind(), request.dryRun());
        });
        log("torn down", answer);
        if (!request.dryRun()) {
            await(SeedUnsealing.of(session).start(realm));
        }
        return answer;
    }

    private void log(String done, Answer answer) {
        if (!answer.dryRun() && answer.changes() > 0) {
            AdminLog.info(realm, done, auth.adminAuth(), answer.changed());
        }
    }

    private Answer carriedOut(SetupPlan plan, String kind, boolean dryRun) {
        if (!dryRun) {
            plan.carryOut();
        }
        return plan.answer(realm.getName(), kind, dryRun);
    }

    /** With the realm locked, and read anew: another call may have changed it while this one waited. */
    private Answer inOneTransaction(String name, boolean dryRun, BiFunction<KeycloakSession, RealmModel, Answer> task) {
        Answer answer = KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> {
                    if (!dryRun) {
                        EntityManager em =
                                own.getProvider(JpaConnectionProvider.class).getEntityManager();
                        em.find(RealmEntity.class, realm.getId(), LockModeType.PESSIMISTIC_WRITE);
                        // What was read along with the row may be from before the wait.
                        em.clear();
                    }
                    RealmModel ownRealm = own.realms().getRealm(realm.getId());
                    if (ownRealm == null) {
                        throw Problem.of(Response.Status.NOT_FOUND, "No such realm", null);
                    }
                    if (!dryRun && ownRealm instanceof CachedRealmModel cached) {
                        cached.getDelegateForUpdate();
                    }
                    own.getContext().setRealm(ownRealm);
                    return task.apply(own, ownRealm);
                },
                name);
        if (!dryRun && answer.changes() > 0) {
            adminEvent
                    .resource(ResourceType.REALM)
                    .operation(OperationType.ACTION)
                    .resourcePath(session.getContext().getUri())
                    .representation(answer)
                    .success();
        }
        return answer;
    }

    private ServiceClients.Registry clients(KeycloakSession own, RealmModel ownRealm) {
        return new ServiceClients.Registry() {
            @Override
            public ClientModel make(ClientRepresentation client) {
                return inTheRealm(
                        () -> new ClientsResource(own, auth, adminEvent.clone(own)).createClientModel(client));
            }

            @Override
            public void remove(ClientModel client) {
                inTheRealm(() -> {
                    new ClientResource(ownRealm, auth, client, own, adminEvent.clone(own)).deleteClient();
                    return null;
                });
            }
        };
    }

    /** What Keycloak has against a client, as a problem. */
    private static <T> T inTheRealm(Supplier<T> change) {
        try {
            return change.get();
        } catch (WebApplicationException e) {
            String detail = e.getResponse().getEntity() instanceof ErrorRepresentation error
                    ? error.getErrorMessage()
                    : e.getMessage();
            throw Problem.of(
                    Response.Status.CONFLICT,
                    "Client refused",
                    "The realm's rules for clients are against it: " + detail);
        }
    }

    private static void await(Future<?> work) {
        try {
            work.get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Goes on without us; what is left undone, the sweep goes on with.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
