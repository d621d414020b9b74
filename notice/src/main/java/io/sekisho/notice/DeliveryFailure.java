package io.sekisho.notice;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.keycloak.email.EmailException;
import org.keycloak.theme.FreeMarkerException;

/**
 * Why a notice could not be sent. The mail server's own words are not kept: they repeat the address.
 *
 * @param reason     what staff and operators read, one of the names below
 * @param mailServer whether the cause is the realm's mail server, so that the realm's other notices need not be tried
 *     now
 */
record DeliveryFailure(String reason, boolean mailServer) {

    static final DeliveryFailure NO_ADDRESS = new DeliveryFailure("no-email-address", false);
    static final DeliveryFailure NOT_CONFIGURED = new DeliveryFailure("mail-server-not-configured", true);
    static final DeliveryFailure UNREACHABLE = new DeliveryFailure("mail-server-unreachable", true);
    static final DeliveryFailure TIMEOUT = new DeliveryFailure("mail-server-timeout", true);
    static final DeliveryFailure LOGIN_REFUSED = new DeliveryFailure("mail-server-login-refused", true);
    static final DeliveryFailure TLS = new DeliveryFailure("mail-server-tls", true);
    static final DeliveryFailure SERVER_REFUSED = new DeliveryFailure("mail-server-refused", true);
    static final DeliveryFailure DEFERRED = new DeliveryFailure("mail-deferred", false);
    static final DeliveryFailure REFUSED = new DeliveryFailure("mail-refused", false);
    static final DeliveryFailure BAD_ADDRESS = new DeliveryFailure("invalid-address", false);
    static final DeliveryFailure CODE_EXPIRED = new DeliveryFailure("code-expired", false);
    static final DeliveryFailure TEMPLATE = new DeliveryFailure("template-error", false);
    static final DeliveryFailure NODE_STOPPED = new DeliveryFailure("node-stopped-while-sending", false);
    static final DeliveryFailure UNEXPECTED = new DeliveryFailure("unexpected-error", false);

    /** The reasons for which all notices of a realm wait at once. */
    static final Set<String> MAIL_SERVER_REASONS = Stream.of(
                    NOT_CONFIGURED, UNREACHABLE, TIMEOUT, LOGIN_REFUSED, TLS, SERVER_REFUSED)
            .map(DeliveryFailure::reason)
            .collect(Collectors.toUnmodifiableSet());

    /** Replies of a mail server that is going down, and none at all (RFC 5321, section 3.8; Angus Mail's -1). */
    private static final Set<Integer> GONE = Set.of(421, -1);

    /** Whether the mail server took part in it, and is well: what it refuses is this mail. */
    boolean answered() {
        return equals(DEFERRED) || equals(REFUSED);
    }

    /** Whether the same mail fails however often it is sent. */
    boolean permanent() {
        return equals(BAD_ADDRESS) || equals(CODE_EXPIRED);
    }

    /** Finds the cause in what rendering or sending has thrown. */
    static DeliveryFailure of(Throwable thrown) {
        DeliveryFailure found = UNEXPECTED;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            if (t instanceof SocketTimeoutException) {
                return TIMEOUT;
            }
            if (t instanceof SSLException) {
                return TLS;
            }
            if (t instanceof AuthenticationFailedException) {
                return LOGIN_REFUSED;
            }
            if (t instanceof FreeMarkerException) {
                return TEMPLATE;
            }
            if (t instanceof AddressException) {
                found = BAD_ADDRESS;
            } else if (t instanceof SendFailedException) {
                // Goes on: a connection that breaks in the middle is wrapped in the same exception.
                found = found == UNEXPECTED || found == SERVER_REFUSED ? REFUSED : found;
            }
            if (t instanceof SMTPSendFailedException failed) {
                found = ofReply(failed.getReturnCode(), found);
            } else if (t instanceof SMTPAddressFailedException failed) {
                found = ofReply(failed.getReturnCode(), found);
            } else if (t instanceof IOException || t instanceof SocketConnectException) {
                found = UNREACHABLE;
            } else if (t instanceof EmailException && t.getCause() == null) {
                // Keycloak's own check of the addresses; those of the sender have been checked before.
                found = BAD_ADDRESS;
            } else if (t instanceof MessagingException && found == UNEXPECTED) {
                // Of a server that ends the conversation before there is any talk of a mail.
                found = SERVER_REFUSED;
            }
        }
        return found;
    }

    /** 4xx: the server asks to come again later, as with grey-listing. */
    private static DeliveryFailure ofReply(int code, DeliveryFailure otherwise) {
        return GONE.contains(code) ? UNREACHABLE : code / 100 == 4 ? DEFERRED : otherwise;
    }
}
