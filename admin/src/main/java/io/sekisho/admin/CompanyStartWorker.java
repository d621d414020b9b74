package io.sekisho.admin;

import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.institution.BackgroundWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Starts companies in the background, some users in a transaction, on the node that was asked. Where it stands is
 * committed with what is done: when a node dies, another one goes on behind the last user that was done, as soon as the
 * lease has lapsed.
 */
final class CompanyStartWorker {

    /** Name of the thread pool. */
    private static final String POOL = "sekisho-company-start";

    private static final long INTERVAL_MILLIS = 10_000;
    /** Of some users, which take a fraction of a second. */
    private static final long LEASE_MILLIS = 30_000;

    private static final long REMOVAL_INTERVAL_MILLIS = 3_600_000;
    private static final long KEEP_MILLIS = TimeUnit.DAYS.toMillis(30);
    private static final int MOST_ATTEMPTS = 10;
    /** Customers of one transaction: few enough that it is short, and that none of its locks is held for long. */
    private static final int CHUNK = 100;
    /**
     * Users that are looked up at once; some chunks, since each look has to find out first who is in other companies as
     * well.
     */
    private static final int LOOK = 10 * CHUNK;

    private static final Logger LOG = Logger.getLogger(CompanyStartWorker.class);

    private final KeycloakSessionFactory sessions;
    /** This node, until it ends. */
    private final String node = UUID.randomUUID().toString();

    private final BackgroundWork background;
    /** Those that this node goes on with, by their id. */
    private final Map<String, CompletableFuture<Void>> here = new ConcurrentHashMap<>();

    private volatile long nextRemoval;

    CompanyStartWorker(KeycloakSessionFactory sessions) {
        this.sessions = sessions;
        this.background = new BackgroundWork(sessions, POOL);
    }

    /**
     * A start that was asked for.
     *
     * @param own whether it begins by this
     * @param end is reached when this node does no more for it
     */
    record Begun(String id, CompanyStartProgress progress, boolean own, CompletableFuture<Void> end) {}

    /** Begins to look regularly for what other nodes have left. */
    void start() {
        background.regularly(INTERVAL_MILLIS, this::lookAround);
    }

    void stop() {
        background.stop();
    }

    /**
     * Has a company started in the background, for all of its users whom the caller may manage by then. If that is
     * still under way for the same caller, nothing else begins.
     *
     * @param users how many it has
     */
    Begun begin(RealmModel realm, Company company, int users, StartCaller caller) {
        Begun begun;
        try {
            begun = note(realm.getId(), company, users, caller);
        } catch (RuntimeException e) {
            // Another request has noted the same a moment ago; where that is not so, this says it.
            LOG.debugf(e, "The start of company %s was not noted", company.id());
            begun = note(realm.getId(), company, users, caller);
        }
        if (begun.own()) {
            goOn(begun.id(), begun.end());
        }
        return begun;
    }

    private Begun note(String realmId, Company company, int users, StartCaller caller) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            CompanyStarts starts = new CompanyStarts(session);
            Optional<CompanyStartEntity> last = starts.find(company.id(), caller.user());
            if (last.isPresent() && last.get().running()) {
                return new Begun(last.get().id(), last.get().progress(), false, new CompletableFuture<>());
            }
            CompanyStartEntity start =
                    last.orElseGet(() -> new CompanyStartEntity(realmId, company.id(), caller.user()));
            long now = Time.currentTimeMillis();
            start.begin(caller.text(), users, now);
            start.lease(node, now + LEASE_MILLIS);
            starts.add(start);
            return new Begun(start.id(), start.progress(), true, new CompletableFuture<>());
        });
    }

    /** How a start stands. Empty if it is gone with its realm. */
    Optional<CompanyStartProgress> progress(String id) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                sessions, session -> new CompanyStarts(session).find(id).map(CompanyStartEntity::progress));
    }

    /** Behind what this node still does for the same row, whose end may be committed already. */
    private void goOn(String id, CompletableFuture<Void> end) {
        CompletableFuture<Void> before = here.put(id, end);
        if (before == null) {
            startUsersInBackground(id, end);
        } else {
            before.thenRun(() -> startUsersInBackground(id, end));
        }
    }

    private void startUsersInBackground(String id, CompletableFuture<Void> end) {
        Runnable ended = () -> {
            here.remove(id, end);
            end.complete(null);
        };
        background.run(
                POOL,
                () -> {
                    try {
                        startUsers(id);
                    } finally {
                        ended.run();
                    }
                },
                ended);
    }

    private void lookAround() {
        try {
            long now = Time.currentTimeMillis();
            List<String> taken =
                    KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> takeOver(session, now));
            taken.forEach(id -> goOn(id, new CompletableFuture<>()));
            if (now >= nextRemoval) {
                nextRemoval = now + REMOVAL_INTERVAL_MILLIS;
                KeycloakModelUtils.runJobInTransaction(
                        sessions, session -> new CompanyStarts(session).removeOutlived(now - KEEP_MILLIS));
            }
        } catch (RuntimeException e) {
            LOG.warn("It cannot be seen which companies are still to be started; it is tried again", e);
        }
    }

    private List<String> takeOver(KeycloakSession session, long now) {
        List<String> taken = new ArrayList<>();
        for (CompanyStartEntity start : new CompanyStarts(session).lockLapsed(now, now + LEASE_MILLIS)) {
            // What waits here for a thread is not taken a second time.
            if (here.containsKey(start.id())) {
                continue;
            }
            if (start.lease(node, now + LEASE_MILLIS) > MOST_ATTEMPTS) {
                fail(start, CompanyStartFailure.UNEXPECTED);
            } else {
                LOG.infof(
                        "Realm %s: the start of company %s is gone on with by this node",
                        start.realmId(), start.companyId());
                taken.add(start.id());
            }
        }
        return taken;
    }

    private static void fail(CompanyStartEntity start, CompanyStartFailure failure) {
        LOG.warnf(
                "Realm %s: the start of company %s has ended before its last user: %s",
                start.realmId(), start.companyId(), failure.sentence());
        start.end(failure, Time.currentTimeMillis());
    }

    private void startUsers(String id) {
        Ahead ahead = new Ahead();
        try {
            boolean more = true;
            while (more && !background.stopped()) {
                more = KeycloakModelUtils.runJobInTransactionWithResult(
                        sessions, session -> startSome(session, id, ahead));
            }
        } catch (RuntimeException e) {
            // Where another node has gone on meanwhile, what was done here twice is rolled back.
            LOG.warnf(e, "Start %s of a company did not go on; it is tried again", id);
        }
    }

    /** The users who come next. */
    private static final class Ahead {

        private List<String> ids = List.of();

        /**
         * @param after the last one that is done, or null
         * @return fewer than a chunk if there are no more
         */
        private List<String> take(Companies companies, Company company, String after) {
            if (ids.isEmpty()) {
                ids = companies.memberIds(company, after, LOOK);
            }
            List<String> next = ids.subList(0, Math.min(CHUNK, ids.size()));
            ids = ids.subList(next.size(), ids.size());
            return next;
        }
    }

    /** @return whether there is more to be done by this node */
    private boolean startSome(KeycloakSession session, String id, Ahead ahead) {
        CompanyStarts starts = new CompanyStarts(session);
        CompanyStartEntity start = starts.find(id).orElse(null);
        if (start == null || !start.runsAt(node) || !starts.holdRealm(start.realmId())) {
            return false;
        }
        RealmModel realm = session.realms().getRealm(start.realmId());
        session.getContext().setRealm(realm);
        Companies companies = Companies.of(session);
        Optional<Company> company = IssuedTokens.offered(realm) ? companies.find(start.companyId()) : Optional.empty();
        if (company.isEmpty()) {
            fail(start, CompanyStartFailure.NO_COMPANY);
            return false;
        }
        Optional<StaffCall> call = StartCaller.read(start.caller())
                .in(session)
                .filter(asking -> companies.mayManageMembers(asking.auth(), company.get()));
        if (call.isEmpty()) {
            fail(start, CompanyStartFailure.NOT_ALLOWED);
            return false;
        }
        List<String> users = ahead.take(companies, company.get(), start.lastUserId());
        if (!users.isEmpty()) {
            startSome(call.get(), start, users);
        }
        if (users.size() < CHUNK) {
            start.end(null, Time.currentTimeMillis());
        }
        return start.running();
    }

    private void startSome(StaffCall call, CompanyStartEntity start, List<String> users) {
        boolean first = start.started() == 0;
        TokenStart.Result result = new TokenStart(call.session(), start.adminId())
                .startAll(
                        users,
                        call.managesEverybody() ? user -> true : call.auth().users()::canManage);
        if (first && result.started() > 0) {
            // With the first change, and not at the end, when the caller may be gone.
            call.reportAction(
                    ResourceType.GROUP.name(),
                    OtpServiceAdminResourceProviderFactory.PROVIDER_ID,
                    "companies",
                    start.companyId(),
                    "start");
        }
        long now = Time.currentTimeMillis();
        start.advance(result, users.get(users.size() - 1), now, now + LEASE_MILLIS);
    }
}
