package io.sekisho.notice;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Which notices this node may send: claimed in a short transaction, and each settled in another one. A claim that
 * lapses is another node's to take.
 */
final class NoticeClaims {

    private final NoticeConfig config;
    private final KeycloakSessionFactory sessions;

    NoticeClaims(NoticeConfig config, KeycloakSessionFactory sessions) {
        this.config = config;
        this.sessions = sessions;
    }

    /**
     * A notice that this node may send until the claim lapses. The number of attempts tells this claim from later ones.
     */
    record Claim(
            String id,
            String realmId,
            String userId,
            NoticeKind kind,
            String recipient,
            String locale,
            long occurredAt,
            String facts,
            int attempt,
            long dueAt) {}

    /** @param outage whether the realm's mail server was noted to have failed */
    record Turn(List<Claim> claims, boolean outage) {}

    /**
     * Takes the realm's next due notices; a single one where it is to find out whether the mail server answers again.
     *
     * @param probing whether the mail server failed last time, as this node knows; the outbox knows it of other nodes
     */
    Turn claim(String realmId, int max, boolean probing) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            NoticeStore store = new NoticeStore(session);
            boolean outage = store.outage(realmId) != null;
            long now = Time.currentTimeMillis();
            List<Claim> claims = new ArrayList<>();
            for (NoticeEntity notice : store.lockDue(realmId, now, outage || probing ? 1 : max)) {
                long dueAt = notice.getDueAt();
                notice.setAttempts(notice.getAttempts() + 1);
                notice.moveTo(NoticeState.CLAIMED, now + config.leaseMillis());
                claims.add(new Claim(
                        notice.getId(),
                        realmId,
                        notice.getUserId(),
                        notice.getKind(),
                        notice.getRecipient(),
                        notice.getLocale(),
                        notice.getOccurredAt(),
                        notice.getFacts(),
                        notice.getAttempts(),
                        dueAt));
            }
            return new Turn(claims, outage);
        });
    }

    /** What was claimed and not tried goes back to its place in the queue. */
    void giveBack(List<Claim> claims) {
        if (!claims.isEmpty()) {
            KeycloakModelUtils.runJobInTransaction(sessions, session -> {
                NoticeStore store = new NoticeStore(session);
                for (Claim claim : claims) {
                    NoticeEntity notice = store.lock(claim.id());
                    if (notice != null && holds(claim, notice)) {
                        notice.setAttempts(claim.attempt() - 1);
                        notice.moveTo(NoticeState.PENDING, claim.dueAt());
                    }
                }
            });
        }
    }

    /** Whether a claim is still in force. */
    private static boolean holds(Claim claim, NoticeEntity notice) {
        return notice.getState() == NoticeState.CLAIMED && notice.getAttempts() == claim.attempt();
    }

    void settle(Claim claim, DeliveryFailure failure) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            NoticeEntity notice = new NoticeStore(session).lock(claim.id());
            if (notice == null) {
                // Removed with its customer or realm while it was being sent.
                return;
            }
            if (failure == null) {
                sent(session, notice);
            } else if (holds(claim, notice)) {
                retryOrFail(session, notice, failure);
            }
            // Else the claim had lapsed: the notice is another node's now.
        });
    }

    private void sent(KeycloakSession session, NoticeEntity notice) {
        if (notice.getState() == NoticeState.SENT) {
            return;
        }
        long now = Time.currentTimeMillis();
        notice.setSentAt(now);
        notice.setLastError(null);
        notice.moveTo(NoticeState.SENT, now + config.keepSentMillis());
        DeliveryReport.sent(session, notice);
    }

    private void retryOrFail(KeycloakSession session, NoticeEntity notice, DeliveryFailure failure) {
        if (failure.permanent() || config.schedule().exhausted(notice.getAttempts())) {
            DeliveryReport.giveUp(session, notice, failure, config);
            return;
        }
        notice.setLastError(failure.reason());
        notice.moveTo(
                NoticeState.PENDING,
                Time.currentTimeMillis() + config.schedule().waitMillis(notice.getAttempts()));
        DeliveryReport.putOff(session, notice);
    }
}
