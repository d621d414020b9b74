package io.sekisho.notice;

import io.sekisho.institution.MailAddress;
import io.sekisho.notice.NoticeClaims.Claim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Writes a notice and hands it to the realm's mail server, in no transaction: one that hangs holds a thread, and
 * neither a database connection nor a lock.
 */
final class NoticeSender {

    private static final Logger LOG = Logger.getLogger(NoticeSender.class);

    private final KeycloakSessionFactory sessions;

    NoticeSender(KeycloakSessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Sends a notice; says what went wrong, or {@code null}. */
    DeliveryFailure send(Claim claim) {
        if (NoticeEntity.expired(claim.kind(), claim.occurredAt(), Time.currentTimeMillis())) {
            return DeliveryFailure.CODE_EXPIRED;
        }
        KeycloakSession outer = KeycloakSessionUtil.getKeycloakSession();
        try (KeycloakSession session = sessions.create()) {
            KeycloakSessionUtil.setKeycloakSession(session);
            session.getTransactionManager().begin();
            RealmModel realm = session.realms().getRealm(claim.realmId());
            if (realm == null) {
                // Its notices are going with it.
                return DeliveryFailure.UNEXPECTED;
            }
            session.getContext().setRealm(realm);
            Map<String, String> mailServer = mailServer(realm);
            if (mailServer == null) {
                return DeliveryFailure.NOT_CONFIGURED;
            }
            EmailSenderProvider sender = session.getProvider(EmailSenderProvider.class);
            try {
                // Before a mail is sent, so that what is wrong with an address then is wrong with the customer's.
                sender.validate(mailServer);
            } catch (EmailException e) {
                return DeliveryFailure.NOT_CONFIGURED;
            }
            NoticeMail.Written mail = new NoticeMail(session, realm)
                    .write(
                            claim.id(),
                            claim.userId(),
                            claim.kind(),
                            claim.locale(),
                            claim.occurredAt(),
                            NoticeFacts.read(claim.facts()));
            // Gives the database connection back. The session stays open: the sender needs it for the trust store and
            // the vault.
            session.getTransactionManager().commit();
            sender.send(
                    mailServer, MailAddress.deliverable(claim.recipient()), mail.subject(), mail.text(), mail.html());
            return null;
        } catch (EmailException | RuntimeException e) {
            DeliveryFailure failure = DeliveryFailure.of(e);
            if (failure == DeliveryFailure.TEMPLATE || failure == DeliveryFailure.UNEXPECTED) {
                // Keycloak's sender logs what the mail server said; nobody has logged these.
                LOG.warnf(
                        e,
                        "Notice %s (%s) could not be sent",
                        claim.id(),
                        claim.kind().messageKey());
            }
            return failure;
        } finally {
            KeycloakSessionUtil.setKeycloakSession(outer);
        }
    }

    /** The realm's settings for mail, safe to be written into headers; {@code null} if there are none. */
    private static Map<String, String> mailServer(RealmModel realm) {
        Map<String, String> settings = realm.getSmtpConfig();
        if (settings == null || isBlank(settings.get("host")) || isBlank(settings.get("from"))) {
            return null;
        }
        Map<String, String> clean = new HashMap<>(settings);
        // ASCII names go into the header as they are.
        for (String name : List.of("fromDisplayName", "replyToDisplayName")) {
            clean.computeIfPresent(name, (key, value) -> NoticeMail.oneLine(value));
        }
        return clean;
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
