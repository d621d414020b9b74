package io.sekisho.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.eclipse.angus.mail.util.SocketConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.email.EmailException;
import org.keycloak.theme.FreeMarkerException;

class DeliveryFailureTest {

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(connecting(new ConnectException("Connection refused")), DeliveryFailure.UNREACHABLE),
                Arguments.of(connecting(new UnknownHostException("mail.invalid")), DeliveryFailure.UNREACHABLE),
                Arguments.of(connecting(new SocketTimeoutException("Connect timed out")), DeliveryFailure.TIMEOUT),
                Arguments.of(
                        new MessagingException("no greeting", new SocketTimeoutException("Read timed out")),
                        DeliveryFailure.TIMEOUT),
                Arguments.of(
                        new MessagingException("broken off", new SocketException("Connection reset")),
                        DeliveryFailure.UNREACHABLE),
                Arguments.of(
                        new MessagingException("no TLS", new SSLHandshakeException("unknown CA")), DeliveryFailure.TLS),
                Arguments.of(new AuthenticationFailedException("535"), DeliveryFailure.LOGIN_REFUSED),
                Arguments.of(new SendFailedException("550 <taro@example.com> unknown"), DeliveryFailure.REFUSED),
                Arguments.of(
                        new SendFailedException("broken off", new SocketException("reset")),
                        DeliveryFailure.UNREACHABLE),
                Arguments.of(
                        new MessagingException("Could not connect to SMTP host, response: 421"),
                        DeliveryFailure.SERVER_REFUSED),
                Arguments.of(answered(450), DeliveryFailure.DEFERRED),
                Arguments.of(answered(550), DeliveryFailure.REFUSED),
                Arguments.of(answered(421), DeliveryFailure.UNREACHABLE),
                Arguments.of(answered(-1), DeliveryFailure.UNREACHABLE),
                Arguments.of(new AddressException("<taro>"), DeliveryFailure.BAD_ADDRESS),
                Arguments.of(new FreeMarkerException("no template", null), DeliveryFailure.TEMPLATE),
                Arguments.of(new IllegalStateException("?"), DeliveryFailure.UNEXPECTED));
    }

    private static MailConnectException connecting(Exception cause) {
        return new MailConnectException(new SocketConnectException("connect", cause, "mail", 25, 10_000));
    }

    private static SMTPSendFailedException answered(int code) {
        return new SMTPSendFailedException(
                "MAIL", code, code + " of the server", null, new Address[0], new Address[0], new Address[0]);
    }

    @ParameterizedTest
    @MethodSource("causes")
    void theCauseIsFoundBelowKeycloaksException(Exception cause, DeliveryFailure expected) {
        assertEquals(
                expected,
                DeliveryFailure.of(
                        new EmailException("Error when attempting to send the email to the server.", cause)));
    }

    @Test
    void anAddressThatKeycloakRefusesIsNotTheMailServersFault() {
        DeliveryFailure failure = DeliveryFailure.of(new EmailException("Invalid address 'taro'"));

        assertEquals(DeliveryFailure.BAD_ADDRESS, failure);
        assertFalse(failure.mailServer());
    }

    @Test
    void onlyWhatConcernsEveryMailOfTheRealmIsTheMailServersFault() {
        assertTrue(Stream.of(
                        DeliveryFailure.NOT_CONFIGURED,
                        DeliveryFailure.UNREACHABLE,
                        DeliveryFailure.TIMEOUT,
                        DeliveryFailure.LOGIN_REFUSED,
                        DeliveryFailure.TLS,
                        DeliveryFailure.SERVER_REFUSED)
                .allMatch(DeliveryFailure::mailServer));
        assertTrue(Stream.of(
                        DeliveryFailure.REFUSED,
                        DeliveryFailure.DEFERRED,
                        DeliveryFailure.BAD_ADDRESS,
                        DeliveryFailure.TEMPLATE,
                        DeliveryFailure.NODE_STOPPED,
                        DeliveryFailure.UNEXPECTED)
                .noneMatch(DeliveryFailure::mailServer));
    }

    @Test
    void nothingButAnAddressThatIsNoneAndACodeThatHasExpiredIsGivenUpAtOnce() {
        assertTrue(DeliveryFailure.BAD_ADDRESS.permanent());
        assertTrue(DeliveryFailure.CODE_EXPIRED.permanent());
        assertTrue(Stream.of(
                        DeliveryFailure.REFUSED,
                        DeliveryFailure.DEFERRED,
                        DeliveryFailure.NOT_CONFIGURED,
                        DeliveryFailure.UNREACHABLE,
                        DeliveryFailure.SERVER_REFUSED,
                        DeliveryFailure.TEMPLATE,
                        DeliveryFailure.UNEXPECTED)
                .noneMatch(DeliveryFailure::permanent));
    }

    @Test
    void causesThatPointAtEachOtherComeToAnEnd() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertEquals(DeliveryFailure.UNEXPECTED, DeliveryFailure.of(one));
    }
}
