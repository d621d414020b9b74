package io.sekisho.inventory;

import io.sekisho.credential.guard.AttemptGuard;
import io.sekisho.credential.guard.AttemptState;
import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.credential.guard.Verification;
import io.sekisho.credential.otp.ImportReport;
import io.sekisho.credential.otp.OneTimePassword;
import io.sekisho.credential.otp.OtpCode;
import io.sekisho.credential.otp.OtpCredentials;
import io.sekisho.credential.otp.OtpEnrolments;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.credential.otp.OtpStates;
import io.sekisho.credential.otp.OtpStates.LastCode;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedCipher;
import io.sekisho.credential.seed.SeedFailure;
import io.sekisho.credential.seed.SeedLog;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OTPPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.Base32;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The tokens that an institution has received from their vendors: which there are, and whose they are.
 *
 * <p>A bound token is a credential of the customer like any other, with a copy of the seed; logins do not look into the
 * inventory. Every change locks the customer's row of the guard first, where there is a customer, and the token's after
 * it.
 */
public final class TokenInventory {

    private static final Logger LOG = Logger.getLogger(TokenInventory.class);

    /**
     * How far off a clock may be for the staff to set it right: with two codes in a row, hardly anything is taken by
     * chance.
     */
    private static final int RESYNC_STEPS = 1_000;
    /** After every other ID with the same beginning, in any order of letters and digits that a database may have. */
    private static final String LAST = "Z".repeat(TokenId.MAX_LENGTH);

    private final KeycloakSession session;
    private final OtpCredentials credentials;
    private final OtpStates states;
    private final AttemptGuard guard;

    private TokenInventory(KeycloakSession session) {
        this.session = session;
        this.credentials = OtpCredentials.of(session);
        this.states = OtpStates.of(session);
        this.guard = AttemptGuard.of(session);
    }

    public static TokenInventory of(KeycloakSession session) {
        return new TokenInventory(session);
    }

    /** Whether the realm's customers bind tokens. */
    public static boolean offered(RealmModel realm) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        return settings.enabled() && settings.enrolment() == EnrolmentMethod.BOUND_TOKEN;
    }

    public Optional<InventoryToken> find(RealmModel realm, TokenId id) {
        return Optional.ofNullable(entityManager().find(TokenEntity.class, key(realm, id)))
                .map(this::view);
    }

    /** The customer's token: bound, or reported lost and not replaced yet. */
    public Optional<InventoryToken> ofCustomer(UserModel user) {
        return entity(user).map(this::view);
    }

    /**
     * A page of the inventory in the order of the IDs.
     *
     * @param prefix of {@link TokenId#prefix}; empty for all
     * @param status or null for all
     * @param after  the ID that comes before the first one, of {@link TokenId#prefix}; empty to begin
     * @param first how many after that are left out: each of them costs time, so whoever walks through all says where
     *     to go on
     * @param max    how many at most
     */
    public List<InventoryToken> page(
            RealmModel realm, String prefix, TokenStatus status, String after, int first, int max) {
        TypedQuery<String> query = entityManager()
                .createNamedQuery(status == null ? "sekishoTokenIds" : "sekishoTokenIdsByStatus", String.class)
                .setParameter("realmId", realm.getId())
                .setParameter("from", prefix)
                .setParameter("to", (prefix + LAST).substring(0, TokenId.MAX_LENGTH))
                .setParameter("after", after);
        if (status != null) {
            query.setParameter("status", status);
        }
        // The IDs by the index alone, since the rows of those that are left out would take many times as long to read.
        List<String> ids = query.setFirstResult(first).setMaxResults(max).getResultList();
        return ids.isEmpty()
                ? List.of()
                : entityManager()
                        .createNamedQuery("sekishoTokens", TokenEntity.class)
                        .setParameter("realmId", realm.getId())
                        .setParameter("ids", ids)
                        .getResultStream()
                        .map(this::view)
                        .toList();
    }

    /**
     * Binds a token that the customer holds, in place of any before, in the caller's transaction; what was before is
     * lost from then on. To be called after the proof that the institution asks for. The code is checked under the
     * guard, and counted where it is wrong.
     *
     * @param input          the code as typed
     * @param mayReplace     whether the customer has given the proof that a replacement asks for
     * @param authentication names the authentication session in which it was typed, see
     *     {@link OtpEnrolments#enrolledIn}
     * @param by             who does it
     */
    public Binding bind(
            RealmModel realm,
            UserModel user,
            TokenId id,
            String input,
            boolean mayReplace,
            String authentication,
            ChangedBy by) {
        return bind(realm, user, id, input, null, mayReplace, authentication, by);
    }

    /** The same with the code that follows the one that was given before. */
    public Binding bindByNextCode(
            RealmModel realm,
            UserModel user,
            Binding.Pending pending,
            String input,
            boolean mayReplace,
            String authentication,
            ChangedBy by) {
        return bind(realm, user, pending.id(), input, pending, mayReplace, authentication, by);
    }

    private Binding bind(
            RealmModel realm,
            UserModel user,
            TokenId id,
            String input,
            Binding.Pending pending,
            boolean mayReplace,
            String authentication,
            ChangedBy by) {
        Optional<String> code = OtpCode.digits(input).filter(digits -> digits.length() >= 6 && digits.length() <= 8);
        if (code.isEmpty()) {
            return new Binding.Refused(new Verification.Malformed());
        }
        Judgement[] judgement = new Judgement[1];
        Verification verification = guard.attempt(realm, user, Factor.OTP, (guardSession, guardRealm, guardUser) -> {
            judgement[0] = TokenInventory.of(guardSession).judge(guardRealm, guardUser, id, code.get(), pending);
            return judgement[0].verification();
        });
        if (judgement[0] != null && judgement[0].result() != null) {
            return judgement[0].result();
        }
        if (judgement[0] == null || judgement[0].timeStep() == null) {
            return new Binding.Refused(verification);
        }
        return take(realm, user, id, code.get(), judgement[0].timeStep(), mayReplace, authentication, by);
    }

    /**
     * @param verification for the guard
     * @param result what is already known to become of the attempt, or null
     * @param timeStep of a right code, or null
     */
    private record Judgement(Verification verification, Binding result, Long timeStep) {
        static Judgement refused(Verification verification) {
            return new Judgement(verification, null, null);
        }

        static Judgement uncounted(Binding result) {
            return new Judgement(new Verification.Inconclusive(), result, null);
        }

        /** Failures before are forgotten when the token is bound, and not yet: somebody else may be faster. */
        static Judgement right(long timeStep) {
            return new Judgement(new Verification.Inconclusive(), null, timeStep);
        }
    }

    /** Only under the guard. Takes as long for an ID that nobody has. */
    private Judgement judge(RealmModel realm, UserModel user, TokenId id, String code, Binding.Pending pending) {
        TokenEntity token = entityManager().find(TokenEntity.class, key(realm, id));
        boolean own = token != null && isBoundTo(token, user);
        // The decoy's codes can be had by anybody, so nothing that they match may count.
        boolean bindable = token != null && (own || isFree(realm, token)) && token.digits() == code.length();
        ClockCheck check = bindable ? check(realm, token, own) : decoy(realm, code.length());
        if (check == null) {
            return Judgement.refused(new Verification.Unavailable());
        }
        InstitutionSettings settings = InstitutionSettings.of(realm);
        long expected = check.step(Time.currentTimeMillis() / 1_000) + (bindable ? drift(token) : 0);
        OptionalLong found = check.find(code, expected, settings.bindingLookAroundSteps());
        if (!bindable || found.isEmpty()) {
            return Judgement.refused(new Verification.Wrong());
        }
        long step = found.getAsLong();
        boolean near = Math.abs(step - expected) <= settings.lookAroundSteps();
        if (own) {
            boolean sameCode = states.lastCode(token.credentialId())
                    .map(LastCode::timeStep)
                    .filter(last -> last == step)
                    .isPresent();
            // To say that a code of a later time is right would tell a guesser what to log in with then.
            return near || sameCode
                    ? Judgement.uncounted(new Binding.AlreadyYours())
                    : Judgement.refused(new Verification.Wrong());
        }
        boolean next = pending != null && check.follows(pending.timeStep(), code);
        return near || next
                ? Judgement.right(next ? pending.timeStep() + 1 : step)
                : Judgement.uncounted(new Binding.NextCodeNeeded(new Binding.Pending(id, step)));
    }

    /**
     * After the code was found right: of two customers with the same token one gets it, the other one the common
     * answer.
     */
    private Binding take(
            RealmModel realm,
            UserModel user,
            TokenId id,
            String code,
            long timeStep,
            boolean mayReplace,
            String authentication,
            ChangedBy by) {
        guard.hold(realm, user, Factor.OTP);
        TokenEntity token = lock(realm, id);
        if (token != null && isBoundTo(token, user)) {
            return new Binding.AlreadyYours();
        }
        AttemptState attempts = guard.state(user, Factor.OTP);
        if (attempts.suspended() || attempts.exhausted()) {
            // By another request, since the code was looked at.
            return new Binding.Refused(new Verification.Suspended(false));
        }
        boolean replaced = credentials.isStored(user);
        if (replaced && !mayReplace) {
            return new Binding.ProofNeeded();
        }
        if (token == null
                || !isFree(realm, token)
                || token.lastStep() != null && token.lastStep() >= timeStep
                || !shows(realm, token, timeStep, code)) {
            return new Binding.Refused(guard.countHeld(realm, user, Factor.OTP));
        }
        long now = Time.currentTimeMillis();
        giveUpBefore(realm, user, now);
        int drift = (int) (timeStep - Math.floorDiv(now / 1_000, token.periodSeconds()));
        String credentialId = OtpEnrolments.of(session)
                .bind(realm, user, seed(realm, token), id.value(), timeStep, drift, authentication);
        token.bind(user.getId(), credentialId, timeStep, drift, now);
        report(realm, user, id, replaced ? FactorChange.REPLACED : FactorChange.BOUND, by);
        return new Binding.Bound(replaced);
    }

    /**
     * Binds a free token to a customer who has no OTP, by word of the staff and without a code, in the caller's
     * transaction.
     *
     * @param by who does it
     * @return whether it was done: not if the token is not free, or the customer has an OTP
     * @throws SeedUnavailableException if the token's seed does not open
     */
    public boolean bindByStaff(RealmModel realm, UserModel user, TokenId id, ChangedBy by) {
        guard.hold(realm, user, Factor.OTP);
        TokenEntity token = lock(realm, id);
        if (token == null || !isFree(realm, token) || credentials.isStored(user)) {
            return false;
        }
        giveUpBefore(realm, user, Time.currentTimeMillis());
        String credentialId = OtpEnrolments.of(session)
                .bind(realm, user, seed(realm, token), id.value(), token.lastStep(), token.driftSteps(), null);
        token.bind(user.getId(), credentialId, null, token.driftSteps(), Time.currentTimeMillis());
        report(realm, user, id, FactorChange.BOUND, by);
        return true;
    }

    /**
     * Takes a token from its customer, in the caller's transaction: a bound one is free again, a lost one stays lost.
     * The customer has no OTP from then on.
     *
     * @param user whose it is
     * @param by   who does it
     * @return whether it was his
     */
    public boolean unbind(RealmModel realm, UserModel user, TokenId id, ChangedBy by) {
        guard.hold(realm, user, Factor.OTP);
        TokenEntity token = lock(realm, id);
        if (token == null || !user.getId().equals(token.userId())) {
            return false;
        }
        // Removing the credential releases the token; where the staff have removed it before, nothing does.
        credentials.remove(realm, user);
        token.release(Time.currentTimeMillis());
        report(realm, user, id, FactorChange.UNBOUND, by);
        return true;
    }

    /**
     * Has no code of a token accepted any more, in the caller's transaction. A bound one stays what its customer's
     * login asks for, so that nobody comes in by the password alone, until another one is bound or this one is
     * {@link #unbind unbound}.
     *
     * @param user whose it is, or null if it is free
     * @param by   who does it
     * @return whether this has changed anything
     */
    public boolean markLost(RealmModel realm, UserModel user, TokenId id, ChangedBy by) {
        boolean lost = move(realm, user, id, TokenStatus.LOST, TokenStatus.FREE, TokenStatus.BOUND) != null;
        if (lost && user != null) {
            report(realm, user, id, FactorChange.LOST, by);
        }
        return lost;
    }

    /**
     * Takes a token that is nobody's out of use.
     *
     * @return whether this has changed anything
     */
    public boolean retire(RealmModel realm, TokenId id) {
        return move(realm, null, id, TokenStatus.RETIRED, TokenStatus.FREE, TokenStatus.LOST) != null;
    }

    /**
     * Forgets a token that is nobody's, in the caller's transaction: one that is free, or retired. Whoever imports it
     * again has a new token, whatever became of this one; so one that is lost must be retired before.
     *
     * @return whether it was done
     */
    public boolean delete(RealmModel realm, TokenId id) {
        TokenEntity token = lock(realm, id);
        if (token == null || token.status() != TokenStatus.FREE && token.status() != TokenStatus.RETIRED) {
            return false;
        }
        entityManager().remove(token);
        // Before whatever else this transaction asks for.
        entityManager().flush();
        return true;
    }

    /**
     * Takes a token that was found, or retired by mistake, into use again, in the caller's transaction: its customer's,
     * if he has not bound another one meanwhile, else free.
     *
     * @param user whose it was when it was lost, or null
     * @param by   who does it
     * @return whether this has changed anything
     */
    public boolean reinstate(RealmModel realm, UserModel user, TokenId id, ChangedBy by) {
        TokenStatus now = move(
                realm,
                user,
                id,
                user == null ? TokenStatus.FREE : TokenStatus.BOUND,
                TokenStatus.LOST,
                TokenStatus.RETIRED);
        if (now == TokenStatus.BOUND) {
            report(realm, user, id, FactorChange.REINSTATED, by);
        }
        return now != null;
    }

    private void report(RealmModel realm, UserModel user, TokenId id, FactorChange change, ChangedBy by) {
        FactorChanged.publish(session, realm, user, change, by, Map.of("tokenId", id.masked()));
    }

    /** @return what the token is by now; null if nothing has changed */
    private TokenStatus move(RealmModel realm, UserModel user, TokenId id, TokenStatus to, TokenStatus... from) {
        if (user != null) {
            guard.hold(realm, user, Factor.OTP);
        }
        TokenEntity token = lock(realm, id);
        String userId = user == null ? null : user.getId();
        if (token == null || !List.of(from).contains(token.status()) || !Objects.equals(userId, token.userId())) {
            return null;
        }
        long now = Time.currentTimeMillis();
        if (user != null && !credentials.exists(user, token.credentialId())) {
            // The staff have removed the credential by other means: there is nothing left that a login could ask for.
            token.release(to == TokenStatus.BOUND ? TokenStatus.FREE : to, now);
            return token.status();
        }
        token.moveTo(to, now);
        if (user != null) {
            states.reportLost(realm, user, token.credentialId(), to == TokenStatus.LOST);
        }
        return to;
    }

    /** What became of the attempt to set a token's clock right. */
    public enum Resync {
        DONE,
        /** The two codes do not follow each other anywhere near the present, or were used before. */
        NOT_FOUND,
        /** No codes of this token's length. */
        MALFORMED,
        /** Not the user's any more, or not there. */
        CHANGED
    }

    /**
     * Finds out by two codes in a row how a token's clock is, in the caller's transaction. Both are void from then on.
     *
     * @param user  whose it is, or null if it is free
     * @param first as typed
     * @param next  the one that the token showed after it, as typed
     * @param by    who does it
     * @throws SeedUnavailableException if the token's seed does not open
     */
    public Resync resync(RealmModel realm, UserModel user, TokenId id, String first, String next, ChangedBy by) {
        if (user != null) {
            guard.hold(realm, user, Factor.OTP);
        }
        TokenEntity token = lock(realm, id);
        if (token == null || !Objects.equals(user == null ? null : user.getId(), token.userId())) {
            return Resync.CHANGED;
        }
        Optional<String> code = OtpCode.parse(first, token.digits());
        Optional<String> nextCode = OtpCode.parse(next, token.digits());
        if (code.isEmpty() || nextCode.isEmpty()) {
            return Resync.MALFORMED;
        }
        ClockCheck check = new ClockCheck(
                new OneTimePassword(token.algorithm(), token.digits()),
                token.periodSeconds(),
                secret(realm, token),
                lastStep(token));
        long now = check.step(Time.currentTimeMillis() / 1_000);
        OptionalLong found = check.findPair(code.get(), nextCode.get(), now, RESYNC_STEPS);
        if (found.isEmpty()) {
            return Resync.NOT_FOUND;
        }
        int drift = (int) (found.getAsLong() - now);
        token.accept(found.getAsLong(), drift);
        if (user != null && credentials.exists(user, token.credentialId())) {
            states.resync(realm, user, token.credentialId(), found.getAsLong(), drift);
        }
        if (user != null) {
            report(realm, user, id, FactorChange.RESYNCED, by);
        }
        return Resync.DONE;
    }

    /**
     * The customer's credential is being removed by a stop or by the staff: the token is free again, and remembers its
     * clock.
     */
    public void released(UserModel user, String credentialId) {
        entity(user).filter(token -> credentialId.equals(token.credentialId())).ifPresent(token -> {
            rememberClock(token);
            token.release(Time.currentTimeMillis());
        });
    }

    /**
     * The customer is gone, in the caller's transaction: nobody knows whether the token came back.
     *
     * @param userId Keycloak's id
     */
    public void customerGone(RealmModel realm, String userId) {
        entity(userId).ifPresent(token -> retire(realm, token, "its customer " + userId + " was deleted"));
    }

    private void retire(RealmModel realm, TokenEntity token, String reason) {
        token.release(TokenStatus.RETIRED, Time.currentTimeMillis());
        // Before another row gets the same customer, which is unique.
        entityManager().flush();
        LOG.infof("Realm %s: token %s is retired, for %s", realm.getName(), token.tokenId(), reason);
    }

    /**
     * An import has stored a credential of a bound token, in the caller's transaction: the token is that customer's
     * again, if it is not somebody else's by now, lost or retired. Then no code of the credential is accepted. Where
     * the token is not in the inventory, all that it needs to be there is known from the credential.
     *
     * @param credential as it is stored; its label is the token's ID
     * @param seed       of the credential
     */
    public void takenIn(RealmModel realm, UserModel user, CredentialModel credential, OtpSeed seed) {
        Optional<TokenId> id = TokenId.parse(credential.getUserLabel())
                .filter(known -> known.value().equals(credential.getUserLabel()));
        if (!offered(realm) || id.isEmpty()) {
            return;
        }
        TokenEntity token = lock(realm, id.get());
        if (token != null && !holds(realm, token, seed)) {
            // The label says so by chance.
            return;
        }
        Optional<TokenEntity> other =
                entity(user).filter(held -> !held.tokenId().equals(id.get().value()));
        if (other.isPresent() && !credentials.exists(user, other.get().credentialId())) {
            retire(realm, other.get(), "the import of its customer " + user.getId() + " has brought another one");
            other = Optional.empty();
        }
        boolean own = token == null || user.getId().equals(token.userId()) || isFree(realm, token);
        boolean lost =
                states.isLost(realm, user, credential.getId()) || token != null && token.status() == TokenStatus.LOST;
        if (other.isPresent() || !own) {
            states.reportLostHere(realm, user, credential.getId());
            ImportReport.of(session, realm).othersToken(user, id.get().value());
            return;
        }
        if (token == null) {
            TokenEntity.Key key = key(realm, id.get());
            String sealed = ServerKeyring.of(session)
                    .cipher()
                    .seal(
                            seed.base32(),
                            SeedCipher.Owner.token(realm.getId(), id.get().value()));
            token = new TokenEntity(
                    key,
                    sealed,
                    seed.algorithm(),
                    seed.digits(),
                    seed.periodSeconds(),
                    KeycloakModelUtils.generateId());
            token.bind(user.getId(), credential.getId(), null, 0, Time.currentTimeMillis());
            entityManager().persist(token);
        } else {
            token.bind(user.getId(), credential.getId(), null, token.driftSteps(), Time.currentTimeMillis());
        }
        states.followClock(realm, user, credential.getId(), token.lastStep(), token.driftSteps());
        if (lost) {
            token.moveTo(TokenStatus.LOST, Time.currentTimeMillis());
            states.reportLostHere(realm, user, credential.getId());
        }
        ImportReport.of(session, realm).bound();
    }

    /** Whether it is the token of this seed; one whose seed does not open is taken for it. */
    private boolean holds(RealmModel realm, TokenEntity token, OtpSeed seed) {
        try {
            return Arrays.equals(secret(realm, token), Base32.decode(seed.base32()));
        } catch (SeedUnavailableException e) {
            return true;
        }
    }

    /**
     * The token that is about to be replaced is lost; one whose credential the staff have removed by other means is
     * free again.
     */
    private void giveUpBefore(RealmModel realm, UserModel user, long now) {
        // Locked, since another customer may be binding one that is free again.
        entity(user)
                .map(token -> lock(realm, new TokenId(token.tokenId())))
                .filter(token -> user.getId().equals(token.userId()))
                .ifPresent(token -> {
                    rememberClock(token);
                    boolean free =
                            token.status() == TokenStatus.BOUND && !credentials.exists(user, token.credentialId());
                    token.release(free ? TokenStatus.FREE : TokenStatus.LOST, now);
                    // Before another row gets the same customer, which is unique.
                    entityManager().flush();
                });
    }

    private void rememberClock(TokenEntity token) {
        states.lastCode(token.credentialId()).ifPresent(last -> token.accept(last.timeStep(), last.driftSteps()));
    }

    private boolean isBoundTo(TokenEntity token, UserModel user) {
        return token.status() == TokenStatus.BOUND
                && user.getId().equals(token.userId())
                && credentials.exists(user, token.credentialId());
    }

    /** Free, or bound to a credential that the staff have removed by other means. */
    private boolean isFree(RealmModel realm, TokenEntity token) {
        if (token.status() == TokenStatus.BOUND) {
            UserModel holder = session.users().getUserById(realm, token.userId());
            // One of a directory that does not answer is not gone.
            return holder != null && !credentials.exists(holder, token.credentialId());
        }
        return token.status() == TokenStatus.FREE;
    }

    /** @return null if the seed does not open */
    private ClockCheck check(RealmModel realm, TokenEntity token, boolean own) {
        try {
            // The customer's own last code is looked at by the caller.
            return new ClockCheck(
                    new OneTimePassword(token.algorithm(), token.digits()),
                    token.periodSeconds(),
                    secret(realm, token),
                    own ? null : token.lastStep());
        } catch (SeedUnavailableException e) {
            e.failure().count(realm, SeedFailure.Use.BINDING);
            SeedLog.error(LOG, realm.getName(), "token %s cannot be bound", token.tokenId(), e);
            return null;
        }
    }

    /** Not if another seed has been put in its place since the code was looked at. */
    private boolean shows(RealmModel realm, TokenEntity token, long timeStep, String code) {
        return new OneTimePassword(token.algorithm(), token.digits()).matches(secret(realm, token), timeStep, code);
    }

    private static ClockCheck decoy(RealmModel realm, int digits) {
        OTPPolicy policy = realm.getOTPPolicy();
        return new ClockCheck(
                new OneTimePassword(policy.getAlgorithm(), digits),
                policy.getPeriod(),
                new byte[OtpSeed.SEED_BYTES],
                null);
    }

    private Long lastStep(TokenEntity token) {
        return lastCode(token).map(LastCode::timeStep).orElse(token.lastStep());
    }

    private int drift(TokenEntity token) {
        return lastCode(token).map(LastCode::driftSteps).orElse(token.driftSteps());
    }

    private Optional<LastCode> lastCode(TokenEntity token) {
        return token.credentialId() == null ? Optional.empty() : states.lastCode(token.credentialId());
    }

    private InventoryToken view(TokenEntity token) {
        return token.view(drift(token));
    }

    private OtpSeed seed(RealmModel realm, TokenEntity token) {
        return new OtpSeed(open(realm, token), token.algorithm(), token.digits(), token.periodSeconds());
    }

    private byte[] secret(RealmModel realm, TokenEntity token) {
        return Base32.decode(open(realm, token));
    }

    private String open(RealmModel realm, TokenEntity token) {
        return ServerKeyring.of(session)
                .cipher()
                .open(token.seed(), SeedCipher.Owner.token(realm.getId(), token.tokenId()));
    }

    private Optional<TokenEntity> entity(UserModel user) {
        return entity(user.getId());
    }

    private Optional<TokenEntity> entity(String userId) {
        return entityManager()
                .createNamedQuery("sekishoTokenOfUser", TokenEntity.class)
                .setParameter("userId", userId)
                .getResultStream()
                .findFirst();
    }

    /** @return null if it is not there, or not any more */
    private TokenEntity lock(RealmModel realm, TokenId id) {
        // A query, for an entity that was loaded before may be deleted meanwhile, and to lock it would fail.
        Optional<TokenEntity> locked = entityManager()
                .createNamedQuery("sekishoToken", TokenEntity.class)
                .setParameter("realmId", realm.getId())
                .setParameter("tokenId", id.value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .stream()
                .findFirst();
        if (locked.isPresent()) {
            // It may have been loaded before the lock was granted.
            entityManager().refresh(locked.get(), LockModeType.PESSIMISTIC_WRITE);
            return locked.get();
        }
        TokenEntity gone = entityManager().find(TokenEntity.class, key(realm, id));
        if (gone != null) {
            entityManager().detach(gone);
        }
        return null;
    }

    private static TokenEntity.Key key(RealmModel realm, TokenId id) {
        return new TokenEntity.Key(realm.getId(), id.value());
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
