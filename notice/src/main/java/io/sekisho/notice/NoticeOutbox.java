package io.sekisho.notice;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where a change leaves the notice to its customer. The notice is written in the transaction of the change, so there is
 * neither a change without a notice nor a notice of a change that was rolled back; it is sent after the commit, in the
 * background.
 *
 * <p>The address is the one the customer has at the time of the change. Whoever takes an account over and changes the
 * address later does not divert the notice.
 */
public final class NoticeOutbox {

    /** Notices that are looked at in one go for those of some customers. */
    private static final int LOOK = 100;

    private final KeycloakSession session;
    private final NoticeStore store;
    private final NoticeWorker worker;

    /** An outbox that works in the transaction of {@code session}. */
    public NoticeOutbox(KeycloakSession session) {
        this.session = session;
        this.store = new NoticeStore(session);
        this.worker = NoticeEntityProviderFactory.of(session.getKeycloakSessionFactory())
                .worker();
    }

    /**
     * Leaves a notice of something that happens now. Never waits for a mail server. A customer without an e-mail
     * address gets a notice that is never sent but is there for the staff to see.
     */
    public void add(RealmModel realm, UserModel user, NoticeKind kind) {
        add(realm, user, kind, Map.of());
    }

    /**
     * The same with facts besides the text.
     *
     * @param facts as in {@link #addTo}
     * @return the notice's number
     */
    public String add(RealmModel realm, UserModel user, NoticeKind kind, Map<String, String> facts) {
        return add(realm, user, kind, addressOf(user), facts);
    }

    /**
     * Leaves a notice that goes to an address of its own, and holds facts besides its text.
     *
     * @param address of one recipient
     * @param facts values by name, in the order in which the mail lists them; each has a label
     *     {@code sekishoNoticeFact.<name>} in the e-mail theme, and a name that ends with {@code Url} is a link
     * @return the notice's number
     */
    public String addTo(String address, RealmModel realm, UserModel user, NoticeKind kind, Map<String, String> facts) {
        return add(realm, user, kind, address, facts);
    }

    private String add(RealmModel realm, UserModel user, NoticeKind kind, String address, Map<String, String> facts) {
        long now = Time.currentTimeMillis();
        NoticeEntity notice = new NoticeEntity(
                UUID.randomUUID().toString(),
                realm.getId(),
                user.getId(),
                kind,
                address,
                localeOf(realm, user),
                now,
                NoticeFacts.write(facts));
        if (address == null) {
            notice.setLastError(DeliveryFailure.NO_ADDRESS.reason());
            notice.moveTo(NoticeState.UNDELIVERABLE, now + worker.config().keepFailedMillis());
            store.add(notice);
            DeliveryReport.givenUp(session, realm, notice);
        } else {
            notice.enqueue(now);
            store.add(notice);
            wakeAfterCommit(realm.getId());
        }
        return notice.getId();
    }

    /**
     * How the delivery of a notice stands; empty if there is none any more.
     *
     * @param id the notice's number
     */
    public Optional<NoticeDelivery> delivery(RealmModel realm, String id) {
        NoticeEntity notice = store.find(id);
        if (notice == null || !notice.getRealmId().equals(realm.getId())) {
            return Optional.empty();
        }
        MailOutageEntity outage = notice.getState() == NoticeState.PENDING ? store.outage(realm.getId()) : null;
        return Optional.of(new NoticeDelivery(
                notice.getState(), notice.getOccurredAt(), notice.getSentAt(), lastError(notice, outage)));
    }

    private static String lastError(NoticeEntity notice, MailOutageEntity outage) {
        return outage != null && outage.concerns(notice) ? outage.getReason() : notice.getLastError();
    }

    /**
     * Takes a notice back that is not true any more, if it has not been sent yet; one that is just being sent may
     * arrive all the same.
     *
     * @param id the notice's number
     */
    public void withdraw(RealmModel realm, String id) {
        NoticeEntity notice = store.lock(id);
        if (notice != null && notice.getRealmId().equals(realm.getId()) && notice.getState() != NoticeState.SENT) {
            store.remove(notice);
        }
    }

    /**
     * A page of the notices that have not been sent, the oldest first.
     *
     * @param first index of the first one, from 0
     * @param max   how many at most
     */
    public List<UndeliveredNotice> undelivered(RealmModel realm, int first, int max) {
        MailOutageEntity outage = store.outage(realm.getId());
        return store.undelivered(realm.getId(), first, max).stream()
                .map(notice -> view(notice, outage))
                .toList();
    }

    /**
     * The same of some customers only: a page of theirs, as if there were no others.
     *
     * @param customers by Keycloak's id of a user; asked for one customer as often as there are notices of his
     */
    public List<UndeliveredNotice> undelivered(RealmModel realm, Predicate<String> customers, int first, int max) {
        MailOutageEntity outage = store.outage(realm.getId());
        // From the last one that was looked at, and not by its number: others may have been sent meanwhile.
        return Stream.iterate(
                        store.undelivered(realm.getId(), 0, LOOK),
                        page -> !page.isEmpty(),
                        page -> store.undeliveredAfter(page.get(page.size() - 1), LOOK))
                .flatMap(List::stream)
                .filter(notice -> customers.test(notice.getUserId()))
                .skip(first)
                .limit(max)
                .map(notice -> view(notice, outage))
                .toList();
    }

    /**
     * Keycloak's id of the customer whose a notice is; empty if there is none any more.
     *
     * @param id the notice's number
     */
    public Optional<String> customer(RealmModel realm, String id) {
        return store.userOf(realm.getId(), id);
    }

    /**
     * Puts a notice back in the queue, with all its attempts before it. One that was stored without an address goes to
     * the address that the customer has now.
     *
     * @return whether it will be sent: {@code false} if there is no such notice in the realm, it is sent already or
     *     just being sent, its code has expired, or there is still no address
     */
    public boolean retry(RealmModel realm, String id) {
        NoticeEntity notice = store.lock(id);
        if (notice == null || !notice.getRealmId().equals(realm.getId())) {
            return false;
        }
        if (notice.getState() == NoticeState.SENT
                || notice.getState() == NoticeState.CLAIMED
                || notice.expired(Time.currentTimeMillis())
                || notice.getKind().holdsCode() && notice.getFacts() == null) {
            return false;
        }
        if (notice.getRecipient() == null
                || DeliveryFailure.BAD_ADDRESS.reason().equals(notice.getLastError())
                        && notice.getKind() != NoticeKind.TOKEN_ACTIVATION) {
            // The registered address may have been put right since.
            UserModel user = session.users().getUserById(realm, notice.getUserId());
            notice.setRecipient(user == null ? null : addressOf(user));
            if (notice.getRecipient() == null) {
                return false;
            }
        }
        notice.setAttempts(0);
        notice.setLastError(null);
        long now = Time.currentTimeMillis();
        notice.enqueue(now);
        store.beginOutageAnew(realm.getId(), now);
        worker.endRest(realm.getId());
        wakeAfterCommit(realm.getId());
        return true;
    }

    private void wakeAfterCommit(String realmId) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                worker.wake(realmId);
            }

            @Override
            protected void rollbackImpl() {
                // Nothing was written, so there is nothing to send.
            }
        });
    }

    private static String addressOf(UserModel user) {
        String address = user.getEmail();
        return address == null || address.isBlank() ? null : address;
    }

    private String localeOf(RealmModel realm, UserModel user) {
        AuthenticationSessionModel authentication = session.getContext().getAuthenticationSession();
        UserModel asking = authentication == null ? null : authentication.getAuthenticatedUser();
        boolean asksItself = asking != null
                && asking.getId().equals(user.getId())
                && authentication.getRealm().getId().equals(realm.getId());
        return locale(
                user.getFirstAttribute(UserModel.LOCALE),
                asksItself ? session.getContext().resolveLocale(user).toLanguageTag() : null,
                realm.getDefaultLocale());
    }

    /**
     * The language of a notice, as a language tag.
     *
     * @param chosen by the customer, in the profile; {@code null} or anything that a browser or an import has put there
     * @param inUse of the customer's own request; {@code null} in a request of others, such as staff who lift a
     *     suspension: their language says nothing about the customer
     * @param realmDefault {@code null} if the realm has none
     */
    static String locale(String chosen, String inUse, String realmDefault) {
        if (chosen != null) {
            Locale wellFormed = Locale.forLanguageTag(chosen);
            String tag = wellFormed.toLanguageTag();
            if (!wellFormed.getLanguage().isEmpty() && tag.length() <= NoticeEntity.LOCALE_LENGTH) {
                return tag;
            }
        }
        if (inUse != null) {
            return inUse;
        }
        return realmDefault == null ? Locale.ENGLISH.toLanguageTag() : realmDefault;
    }

    private UndeliveredNotice view(NoticeEntity notice, MailOutageEntity outage) {
        Long nextAttemptAt = null;
        if (NoticeState.WAITING.contains(notice.getState())) {
            nextAttemptAt = outage != null && outage.concerns(notice)
                    ? outage.triedAgainAt(worker.config().schedule().firstMillis())
                    : notice.dueSince();
        }
        return new UndeliveredNotice(
                notice.getId(),
                notice.getUserId(),
                notice.getKind(),
                notice.getState(),
                notice.getOccurredAt(),
                notice.getAttempts(),
                nextAttemptAt,
                lastError(notice, outage));
    }
}
