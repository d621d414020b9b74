package io.sekisho.credential.guard;

import io.sekisho.credential.carried.CarriedState;
import io.sekisho.credential.carried.CarriedStates;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.ServiceCounter;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Counts the attempts at a factor, exactly: of any number of parallel guesses, on any number of nodes, as many are
 * evaluated as the institution allows, and not one more.
 *
 * <p>An attempt is one short transaction of its own. It locks the customer's row, refuses if the factor is suspended,
 * <em>then</em> evaluates, records the outcome and commits, also when the request around it rolls back later.
 * Keycloak's own counter is in memory and asynchronous, and lets parallel guesses through.
 */
public final class AttemptGuard {

    private static final Logger LOG = Logger.getLogger(AttemptGuard.class);

    private final KeycloakSession session;

    private AttemptGuard(KeycloakSession session) {
        this.session = session;
    }

    public static AttemptGuard of(KeycloakSession session) {
        return new AttemptGuard(session);
    }

    /** The evaluation of one attempt. Called at most once, with the row locked, in the guard's session. */
    @FunctionalInterface
    public interface Check {
        /** @return {@code Accepted}, a failure to be counted, or something that is not counted */
        Verification verify(KeycloakSession guardSession, RealmModel realm, UserModel user);
    }

    /** Makes one attempt; what it brought about is committed when this returns. */
    public Verification attempt(RealmModel realm, UserModel user, Factor factor, Check check) {
        Verification verification;
        try {
            verification = attemptOnce(realm, user, factor, check)
                    .or(() -> {
                        makeRow(realm, user, factor);
                        return attemptOnce(realm, user, factor, check);
                    })
                    // No row and none to be made: the customer was deleted meanwhile.
                    .orElseGet(Verification.Unavailable::new);
        } catch (RuntimeException e) {
            if (!causedByLock(e)) {
                throw e;
            }
            LOG.warnf(
                    "Realm %s: an attempt at factor %s could not get its lock in time",
                    realm.getName(), factor.credentialType());
            verification = new Verification.Unavailable();
        }
        ServiceCounter.VERIFICATIONS.increment(
                realm.getName(), "factor", factor.credentialType(), "result", verification.reason());
        // From the first attempt on, at 0: what appears only when it has happened once is no increase to whoever
        // watches it.
        ServiceCounter.SUSPENSIONS.add(
                verification instanceof Verification.Suspended suspended && suspended.now() ? 1 : 0,
                realm.getName(),
                "factor",
                factor.credentialType());
        return verification;
    }

    /** @return empty if the customer has no row yet */
    private Optional<Verification> attemptOnce(RealmModel realm, UserModel user, Factor factor, Check check) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> attemptLocked(own, realm.getId(), user.getId(), factor, check),
                "sekisho attempt");
    }

    private static Optional<Verification> attemptLocked(
            KeycloakSession own, String realmId, String userId, Factor factor, Check check) {
        AttemptEntity row =
                entityManager(own).find(AttemptEntity.class, key(userId, factor), LockModeType.PESSIMISTIC_WRITE);
        if (row == null) {
            return Optional.empty();
        }
        AttemptState state = row.state();
        if (state.exhausted()) {
            return Optional.of(new Verification.Exhausted());
        }
        if (state.suspended()) {
            return Optional.of(new Verification.Suspended(false));
        }
        RealmModel realm = own.realms().getRealm(realmId);
        UserModel user = realm == null ? null : own.users().getUserById(realm, userId);
        if (user == null) {
            return Optional.of(new Verification.Unavailable());
        }
        return Optional.of(settle(own, row, realm, user, factor, check.verify(own, realm, user)));
    }

    /**
     * Records what an attempt brought about.
     *
     * @return what it is by now
     */
    private static Verification settle(
            KeycloakSession session,
            AttemptEntity row,
            RealmModel realm,
            UserModel user,
            Factor factor,
            Verification verification) {
        AttemptState state = row.state();
        if (verification.accepted()) {
            row.state(state.afterSuccess());
        } else if (verification.counted()) {
            int maxFailures = InstitutionSettings.of(realm).maxFailures();
            AttemptState after = state.afterFailure(maxFailures, Time.currentTimeMillis());
            row.state(after);
            if (after.suspended()) {
                carry(session, user, factor, after);
                FactorChanged.publish(session, realm, user, FactorChange.suspended(factor), ChangedBy.service());
                return new Verification.Suspended(true);
            }
            if (verification instanceof Verification.Wrong) {
                return new Verification.Wrong(maxFailures - after.failures());
            }
        }
        return verification;
    }

    /**
     * Counts a failure that shows only now that the row is {@link #hold held}, in the caller's transaction.
     *
     * @return the failure as an {@link #attempt} would have given it
     */
    public Verification countHeld(RealmModel realm, UserModel user, Factor factor) {
        return settle(
                session,
                Objects.requireNonNull(lock(user, factor), "held by the caller"),
                realm,
                user,
                factor,
                new Verification.Wrong());
    }

    /**
     * Tells the customer's credentials of a suspension that has come or gone. At each change, and not at each attempt:
     * a login costs nothing by it.
     */
    private static void carry(KeycloakSession session, UserModel user, Factor factor, AttemptState state) {
        CarriedStates.of(session)
                .change(user, factor.credentialType(), carried -> carried.withSuspension(state.toCarry()));
    }

    /**
     * Takes over what an imported credential carries, in the caller's transaction. A factor that is suspended here
     * stays so, whatever is imported.
     */
    public void takeOver(RealmModel realm, UserModel user, Factor factor, CarriedState carried) {
        AttemptEntity row = lock(user, factor);
        if (row == null && carried.suspension() != null) {
            // In the import's transaction, unlike that of an attempt: the customer is not there before its end.
            row = new AttemptEntity(realm.getId(), user.getId(), factor);
            entityManager(session).persist(row);
        }
        if (row != null) {
            if (!row.state().suspended() && carried.suspension() != null) {
                row.state(AttemptState.carried(carried.suspension()));
            }
            carry(session, user, factor, row.state());
        }
    }

    /** Which of these customers have the factor suspended, and what their credentials are to carry of it. */
    public static Map<String, CarriedState.Suspension> suspensions(
            KeycloakSession session, Factor factor, Collection<String> userIds) {
        return entityManager(session)
                .createQuery(
                        "select a from AttemptEntity a where a.userId in :ids and a.factor = :factor and a.suspendedAt is not null",
                        AttemptEntity.class)
                .setParameter("ids", userIds)
                .setParameter("factor", factor.credentialType())
                .getResultStream()
                .collect(Collectors.toMap(
                        AttemptEntity::userId, row -> row.state().toCarry()));
    }

    /** How the factor stands; fresh for a customer who never tried. */
    public AttemptState state(UserModel user, Factor factor) {
        EntityManager em = entityManager(session);
        AttemptEntity row = em.find(AttemptEntity.class, key(user.getId(), factor));
        if (row == null) {
            return AttemptState.carried(CarriedStates.suspension(user, factor.credentialType()));
        }
        // An attempt of this very request has committed in another session.
        em.refresh(row);
        return row.state();
    }

    /**
     * Lifts a suspension, in the caller's transaction.
     *
     * @param by who does it
     * @return whether there was one, and it may be lifted: not after {@link AttemptState#MAX_FAILURES_IN_ALL}
     */
    public boolean lift(RealmModel realm, UserModel user, Factor factor, ChangedBy by) {
        if (!state(user, factor).suspended()) {
            return false;
        }
        hold(realm, user, factor);
        AttemptEntity row = Objects.requireNonNull(lock(user, factor), "held above");
        if (!row.state().suspended() || row.state().exhausted()) {
            return false;
        }
        row.state(row.state().afterLift());
        carry(session, user, factor, row.state());
        FactorChanged.publish(session, realm, user, FactorChange.suspensionLifted(factor), by);
        return true;
    }

    /**
     * Holds off every attempt and every other holder until the caller's transaction ends. Must not be followed by an
     * {@link #attempt} in the same request, which would wait for itself.
     */
    public void hold(RealmModel realm, UserModel user, Factor factor) {
        if (lock(user, factor) == null) {
            makeRow(realm, user, factor);
            Objects.requireNonNull(lock(user, factor), "the row was made above");
        }
    }

    /** Starts anew for a new authenticator, in the caller's transaction. */
    public void reset(UserModel user, Factor factor) {
        AttemptEntity row = lock(user, factor);
        if (row != null) {
            boolean suspended = row.state().suspended();
            row.state(AttemptState.FRESH);
            if (suspended) {
                carry(session, user, factor, row.state());
            }
        }
    }

    /**
     * Takes one of the comparisons of a new value of the factor with another secret of the customer that are allowed in
     * a day of the institution's time zone, in the caller's transaction, with the row {@link #hold held}.
     *
     * @return whether there was one left
     */
    public boolean takeComparison(RealmModel realm, UserModel user, Factor factor, int maxPerDay) {
        AttemptEntity row = Objects.requireNonNull(lock(user, factor), "held by the caller");
        long today = InstitutionSettings.of(realm).today();
        if (row.comparisons(today) >= maxPerDay) {
            return false;
        }
        row.countComparison(today);
        // Whoever locks the row next in this transaction reads it anew.
        entityManager(session).flush();
        return true;
    }

    /** Allows as many anew, in the caller's transaction, with the row {@link #hold held}. */
    public void forgetComparisons(UserModel user, Factor factor) {
        Objects.requireNonNull(lock(user, factor), "held by the caller").forgetComparisons();
        entityManager(session).flush();
    }

    /**
     * Makes the row in a transaction of its own, so that whoever comes second finds it instead of failing. It begins as
     * the credential has it.
     */
    private void makeRow(RealmModel realm, UserModel user, Factor factor) {
        AttemptState state = state(user, factor);
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
                EntityManager em = entityManager(own);
                AttemptEntity row = new AttemptEntity(realm.getId(), user.getId(), factor);
                row.state(state);
                em.persist(row);
                em.flush();
            });
        } catch (RuntimeException e) {
            // Another request made the row a moment ago; where that is not so, whoever looks for it finds none.
            LOG.debugf(e, "Row of user %s for factor %s was not made", user.getId(), factor);
        }
    }

    private @Nullable AttemptEntity lock(UserModel user, Factor factor) {
        EntityManager em = entityManager(session);
        AttemptEntity row = em.find(AttemptEntity.class, key(user.getId(), factor), LockModeType.PESSIMISTIC_WRITE);
        if (row != null) {
            // It may have been loaded before the lock was granted.
            em.refresh(row, LockModeType.PESSIMISTIC_WRITE);
        }
        return row;
    }

    private static boolean causedByLock(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof LockTimeoutException || cause instanceof PessimisticLockException) {
                return true;
            }
        }
        return false;
    }

    private static AttemptEntity.Key key(String userId, Factor factor) {
        return new AttemptEntity.Key(userId, factor.credentialType());
    }

    private static EntityManager entityManager(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
