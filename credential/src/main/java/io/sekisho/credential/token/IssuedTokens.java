package io.sekisho.credential.token;

import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.otp.CodeParameters;
import io.sekisho.credential.otp.Enrolment;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.credential.seed.SealedStore;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.credential.stored.StoredRequiredActions;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.IssueObligation;
import io.sekisho.institution.RequiredActionId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The tokens that an institution issues to its customers' phones: started by the staff, issued by the customer,
 * activated in the token app, confirmed by a code, revoked.
 *
 * <p>An issue becomes a credential when a code of it is confirmed; until then it is a row of its own, and logins do not
 * know of it. Changes lock the customer's row first and the issue's after it; an activation locks the issue's only.
 */
public final class IssuedTokens {

    private static final String REQUIRED_ACTION = RequiredActionId.TOKEN_ISSUE.id();

    /** Seeds of issues that are not confirmed yet. The sweep leaves them: they expire. */
    public static final SealedStore SEEDS = new SealedStore(
            "issue", "TokenIssueEntity i where i.realmId = :realmId and i.expiresAt > :now", "i.seed", "", null);

    private static final Logger LOG = Logger.getLogger(IssuedTokens.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Digits of a user ID. With them and a start password to guess, and few attempts, random ones find nothing. */
    private static final int USER_ID_DIGITS = 10;

    private final KeycloakSession session;
    private final OtpCredentials credentials;
    private final OtpEnrolments enrolments;
    private final StoredRequiredActions requiredActions;

    private IssuedTokens(KeycloakSession session) {
        this.session = session;
        this.credentials = OtpCredentials.of(session);
        this.enrolments = OtpEnrolments.of(session);
        this.requiredActions = StoredRequiredActions.of(session);
    }

    public static IssuedTokens of(KeycloakSession session) {
        return new IssuedTokens(session);
    }

    /** Whether the realm issues tokens at all. */
    public static boolean offered(RealmModel realm) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return settings.enabled() && settings.enrolment() == EnrolmentMethod.ISSUED_TOKEN;
    }

    /**
     * Starts the service for a customer, in the caller's transaction: from the next login on a token is asked for.
     *
     * @param by who does it
     * @return whether this has changed anything
     */
    public boolean start(RealmModel realm, UserModel user, ChangedBy by) {
        TokenHolderEntity holder = hold(realm, user);
        if (holder.startedAt() != null) {
            return false;
        }
        holder.start(Time.currentTimeMillis());
        askIfObligatory(realm, user);
        FactorChanged.publish(session, realm, user, FactorChange.STARTED, by);
        return true;
    }

    /** When the staff have started the service for the customer. */
    public Optional<Instant> startedAt(UserModel user) {
        return holder(user).map(TokenHolderEntity::startedAt).map(Instant::ofEpochMilli);
    }

    /** Whether the customer may not go on from a login without a token in use. */
    public boolean asked(RealmModel realm, UserModel user) {
        return offered(realm) && credentials.find(user).isEmpty() && obligatory(realm, user);
    }

    /**
     * Whether a customer without a token can have one issued: where the staff start the service, not before they have.
     */
    public boolean issuable(RealmModel realm, UserModel user) {
        return offered(realm)
                && (InstitutionSettings.of(realm).issueObligatory() != IssueObligation.AFTER_START
                        || startedAt(user).isPresent());
    }

    private boolean obligatory(RealmModel realm, UserModel user) {
        return switch (InstitutionSettings.of(realm).issueObligatory()) {
            case ALWAYS -> true;
            case AFTER_START -> startedAt(user).isPresent();
            case NEVER -> false;
        };
    }

    /**
     * Keeps with the user that the issue is asked for, so that grants without a browser find it as well; the action
     * asks for itself besides. Of parallel logins one writes it, the others find it written.
     */
    public void keepAsking(RealmModel realm, UserModel user) {
        if (user.getRequiredActionsStream().noneMatch(REQUIRED_ACTION::equals)) {
            hold(realm, user);
            requiredActions.add(user, REQUIRED_ACTION);
        }
    }

    /** Only while the customer's row is locked. */
    private void askIfObligatory(RealmModel realm, UserModel user) {
        if (asked(realm, user)) {
            requiredActions.add(user, REQUIRED_ACTION);
        }
    }

    /** Where it is no longer asked for, or the token is in use. */
    public void stopAsking(UserModel user) {
        requiredActions.remove(user, REQUIRED_ACTION);
    }

    /** The first moment at which a token can be issued to the customer, if there is still something to wait for. */
    public Optional<Instant> notBefore(UserModel user) {
        return holder(user)
                .map(TokenHolderEntity::notBefore)
                .filter(millis -> millis > Time.currentTimeMillis())
                .map(Instant::ofEpochMilli);
    }

    /** The customer's newest issue, unless it is in use or was revoked. It may have expired or be void. */
    public Optional<TokenIssue> find(UserModel user) {
        return issueOf(user).map(issue -> {
            // So that the next look sees what an app's activation commits meanwhile.
            entityManager().detach(issue);
            return issue.view();
        });
    }

    /**
     * Issues a token, in the caller's transaction; an issue before it is void from then on. To be called after the
     * proof that the institution asks for. The caller leaves the mail, and says so by {@link #mailed}.
     *
     * @param address       without a {@link TokenAddress#violation}
     * @param startPassword without a {@link StartPassword#violation}
     * @param by            who does it
     * @throws SeedUnavailableException if there is no keyring
     */
    public IssueOutcome issue(RealmModel realm, UserModel user, String address, String startPassword, ChangedBy by) {
        TokenHolderEntity holder = hold(realm, user);
        long now = Time.currentTimeMillis();
        if (credentials.find(user).isPresent()) {
            return new IssueOutcome.AlreadyInUse();
        }
        if (holder.notBefore() > now) {
            return new IssueOutcome.NotBefore(holder.notBefore());
        }
        if (!countMail(realm, holder)) {
            return new IssueOutcome.TooManyMails();
        }
        discardIssue(user);
        OTPPolicy policy = realm.getOTPPolicy();
        TokenIssue issue = new TokenIssue(
                newTokenUserId(realm),
                address,
                policy.getAlgorithm(),
                policy.getDigits(),
                policy.getPeriod(),
                now,
                now + lifetimeMillis(realm),
                null,
                false,
                now,
                null);
        entityManager()
                .persist(new TokenIssueEntity(
                        realm.getId(),
                        user.getId(),
                        issue,
                        enrolments.newPendingSeed(realm, user),
                        StartPassword.of(session).hash(realm, startPassword)));
        FactorChanged.publish(session, realm, user, FactorChange.ISSUED, by);
        return new IssueOutcome.Issued(issue);
    }

    /**
     * Lets the mail of the newest issue be sent once more, in the caller's transaction.
     *
     * @param proved whether whoever asks for it has given a proof besides the login; mails without one are counted
     *     apart, so that they use up none of the customer's
     */
    public IssueOutcome remail(RealmModel realm, UserModel user, boolean proved) {
        TokenHolderEntity holder = hold(realm, user);
        long now = Time.currentTimeMillis();
        Optional<TokenIssue> issue = find(user).filter(found -> found.open(now) && !found.activated());
        if (issue.isEmpty()) {
            return new IssueOutcome.NothingToSend();
        }
        long from = mailableFrom(realm, issue.get());
        if (from > now) {
            return new IssueOutcome.MailNotBefore(from);
        }
        return (proved ? countMail(realm, holder) : countUnprovedMail(realm, holder))
                ? new IssueOutcome.Issued(issue.get())
                : new IssueOutcome.TooManyMails();
    }

    /** From when on the mail of an issue can be sent once more, in milliseconds of the epoch. */
    public static long mailableFrom(RealmModel realm, TokenIssue issue) {
        return issue.mailedAt() + InstitutionSettings.of(realm).tokenMailWaitSeconds() * 1_000L;
    }

    /**
     * Notes that a mail was left for delivery, in the caller's transaction.
     *
     * @param noticeId of that mail
     */
    public void mailed(UserModel user, String noticeId) {
        issueOf(user).ifPresent(issue -> {
            // Written as a whole: without the lock, what an app's activation commits meanwhile would be undone.
            entityManager().refresh(issue, LockModeType.PESSIMISTIC_WRITE);
            issue.mailed(Time.currentTimeMillis(), noticeId);
        });
    }

    /**
     * Takes one of the mails that a customer may have sent today, in the caller's transaction.
     *
     * @return whether there was one left
     */
    public boolean countMail(RealmModel realm, UserModel user) {
        return countMail(realm, hold(realm, user));
    }

    private static boolean countMail(RealmModel realm, TokenHolderEntity holder) {
        long today = today(realm);
        if (holder.mails(today) >= InstitutionSettings.of(realm).maxTokenMailsPerDay()) {
            return false;
        }
        holder.countMail(today);
        return true;
    }

    private static boolean countUnprovedMail(RealmModel realm, TokenHolderEntity holder) {
        long today = today(realm);
        if (holder.unprovedMails(today) >= InstitutionSettings.of(realm).maxTokenMailsPerDay()) {
            return false;
        }
        holder.countUnprovedMail(today);
        return true;
    }

    private static long today(RealmModel realm) {
        return InstitutionSettings.of(realm).today();
    }

    /**
     * Hands out the seed of an issue to whoever names its IDs and the start password, once. What an attempt brings
     * about is committed on return. Takes as long for IDs that do not exist.
     *
     * <p>The start password is checked before the row is locked, since waiting for a lock would tell that there is such
     * a row; the result counts only if it can be told under the lock. So of parallel attempts as many have an effect as
     * the institution allows, and one at most is given the seed.
     */
    public Activation activate(RealmModel realm, String serviceId, String tokenUserId, String startPassword) {
        boolean ours = InstitutionSettings.of(realm)
                .serviceId()
                .filter(serviceId::equals)
                .isPresent();
        TokenIssueEntity.Key key = new TokenIssueEntity.Key(realm.getId(), tokenUserId);
        StartPassword.@Nullable Hash checked = ours ? inOwnTransaction(own -> own.startPasswordOf(key)) : null;
        boolean right = StartPassword.of(session).matches(realm, checked, startPassword);
        if (checked == null) {
            return new Activation.Refused(null);
        }
        ChangedBy app = ChangedBy.app(session.getContext().getConnection());
        return inOwnTransaction(own -> own.activateLocked(realm.getId(), key, checked, right, app));
    }

    private StartPassword.@Nullable Hash startPasswordOf(TokenIssueEntity.Key key) {
        TokenIssueEntity issue = entityManager().find(TokenIssueEntity.class, key);
        return issue == null || !issue.view().open(Time.currentTimeMillis()) ? null : issue.startPassword();
    }

    private Activation activateLocked(
            String realmId, TokenIssueEntity.Key key, StartPassword.Hash checked, boolean right, ChangedBy app) {
        TokenIssueEntity issue = entityManager().find(TokenIssueEntity.class, key, LockModeType.PESSIMISTIC_WRITE);
        long now = Time.currentTimeMillis();
        if (issue == null
                || !checked.equals(issue.startPassword())
                || !issue.view().open(now)) {
            return new Activation.Refused(null);
        }
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = session.users().getUserById(realm, issue.userId());
        if (!right || user == null || !user.isEnabled()) {
            issue.countFailure(InstitutionSettings.of(realm).maxStartPasswordFailures());
            if (issue.view().isVoid() && user != null) {
                FactorChanged.publish(session, realm, user, FactorChange.VOIDED, ChangedBy.service());
            }
            return new Activation.Refused(issue.userId());
        }
        OtpSeed seed;
        try {
            seed = seed(realm, user, issue);
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.ACTIVATION);
            SeedLog.error(LOG, realm.getName(), "the token of user %s cannot be activated", user.getId(), e);
            return new Activation.Unavailable();
        }
        issue.activate(now, now + lifetimeMillis(realm));
        FactorChanged.publish(session, realm, user, FactorChange.ACTIVATED, app);
        return new Activation.Activated(user.getId(), user.getUsername(), seed);
    }

    /**
     * Takes a token into use if a code of it confirms it, in the caller's transaction. Of parallel confirmations one
     * enrols; to the others there is nothing to confirm any more, whatever was typed.
     *
     * @param input          as typed
     * @param authentication names the authentication session in which it was typed, see
     *     {@link OtpEnrolments#enrolledIn}
     * @param by             who does it
     */
    public Confirmation confirm(RealmModel realm, UserModel user, String input, String authentication, ChangedBy by) {
        hold(realm, user);
        Optional<TokenIssueEntity> found = issueOf(user);
        if (found.isEmpty()) {
            return new Confirmation.NothingToConfirm();
        }
        TokenIssueEntity issue = found.get();
        entityManager().refresh(issue, LockModeType.PESSIMISTIC_WRITE);
        if (!issue.view().open(Time.currentTimeMillis())) {
            return new Confirmation.NothingToConfirm();
        }
        if (!issue.view().activated()) {
            return new Confirmation.NotActivated();
        }
        Enrolment enrolment = enrolments.enrolToken(realm, user, seed(realm, user, issue), input, authentication);
        if (enrolment instanceof Enrolment.Enrolled) {
            entityManager().remove(issue);
            // Here, under the lock, and not by each of the requests that find the token in use afterwards.
            stopAsking(user);
            FactorChanged.publish(session, realm, user, FactorChange.CONFIRMED, by);
        }
        return new Confirmation.Judged(enrolment);
    }

    /**
     * Revokes a customer's token, in the caller's transaction: the one in use and one that is issued. To be called
     * after a proof. From then on the institution's waiting time runs; what was obligatory is asked for at the next
     * login.
     *
     * @param by who does it
     * @return whether there was anything to revoke
     */
    public boolean revoke(RealmModel realm, UserModel user, ChangedBy by) {
        TokenHolderEntity holder = hold(realm, user);
        boolean issued = discardIssue(user);
        boolean used = credentials.remove(realm, user);
        if (!issued && !used) {
            return false;
        }
        holder.notBefore(InstitutionSettings.of(realm)
                .reissueWait()
                .earliestIssue(Instant.ofEpochMilli(Time.currentTimeMillis()))
                .toEpochMilli());
        askIfObligatory(realm, user);
        FactorChanged.publish(session, realm, user, FactorChange.REVOKED, by);
        return true;
    }

    private OtpSeed seed(RealmModel realm, UserModel user, TokenIssueEntity issue) {
        TokenIssue view = issue.view();
        String sealed = Objects.requireNonNull(issue.seed(), "an open issue has its seed");
        return enrolments.open(
                realm, user, sealed, new CodeParameters(view.algorithm(), view.digits(), view.periodSeconds()));
    }

    private static long lifetimeMillis(RealmModel realm) {
        return InstitutionSettings.of(realm).issueLifetimeSeconds() * 1_000L;
    }

    private String newTokenUserId(RealmModel realm) {
        String id;
        do {
            id = String.format("%0" + USER_ID_DIGITS + "d", RANDOM.nextLong((long) Math.pow(10, USER_ID_DIGITS)));
        } while (entityManager().find(TokenIssueEntity.class, new TokenIssueEntity.Key(realm.getId(), id)) != null);
        return id;
    }

    private boolean discardIssue(UserModel user) {
        return entityManager()
                        .createNamedQuery("sekishoDeleteTokenIssuesByUser")
                        .setParameter("userId", user.getId())
                        .executeUpdate()
                > 0;
    }

    private Optional<TokenIssueEntity> issueOf(UserModel user) {
        return entityManager()
                .createNamedQuery("sekishoTokenIssueOfUser", TokenIssueEntity.class)
                .setParameter("userId", user.getId())
                .getResultStream()
                .findFirst();
    }

    private Optional<TokenHolderEntity> holder(UserModel user) {
        return Optional.ofNullable(entityManager().find(TokenHolderEntity.class, user.getId()));
    }

    /** Holds off every other change of this customer's tokens until the caller's transaction ends. */
    private TokenHolderEntity hold(RealmModel realm, UserModel user) {
        TokenHolderEntity holder = lock(user);
        if (holder == null) {
            makeHolder(realm, user);
            holder = Objects.requireNonNull(lock(user), "the row was made above");
        }
        if (user instanceof CachedUserModel cached) {
            // Read before the lock was granted: it may lack the credential that another request has just committed.
            cached.invalidate();
        }
        return holder;
    }

    private TokenHolderEntity lock(UserModel user) {
        EntityManager em = entityManager();
        TokenHolderEntity holder = em.find(TokenHolderEntity.class, user.getId(), LockModeType.PESSIMISTIC_WRITE);
        if (holder != null) {
            // It may have been loaded before the lock was granted.
            em.refresh(holder, LockModeType.PESSIMISTIC_WRITE);
        }
        return holder;
    }

    /** Makes the row in a transaction of its own, so that whoever comes second finds it instead of failing. */
    private void makeHolder(RealmModel realm, UserModel user) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), session.getContext(), own -> {
                EntityManager em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
                em.persist(new TokenHolderEntity(realm.getId(), user.getId()));
                em.flush();
            });
        } catch (RuntimeException e) {
            // Another request made the row a moment ago; where that is not so, the lock says it.
            LOG.debugf(e, "Token holder row of user %s was not made", user.getId());
        }
    }

    private <T> T inOwnTransaction(Function<IssuedTokens, T> job) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> job.apply(IssuedTokens.of(own)),
                "sekisho activation");
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
