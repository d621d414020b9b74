package io.sekisho.demo.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** The SMTP side of the catcher. It opens and closes on the same port as often as a test likes. */
final class SmtpDoor {

    private final MailBox box;
    private final int maxMessageBytes;
    private final InetAddress address;
    private int port;
    private SMTPServer server;

    SmtpDoor(MailBox box, InetAddress address, int port, int maxMessageBytes) {
        this.box = box;
        this.address = address;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
    }

    synchronized int port() {
        return port;
    }

    synchronized void open() {
        if (server != null) {
            return;
        }
        // A server that was stopped does not start again, so each opening has its own.
        SMTPServer opened = SMTPServer.port(port)
                .bindAddress(address)
                .hostName("localhost")
                .softwareName("Sekisho mail catcher")
                .maxMessageSize(maxMessageBytes)
                .messageHandlerFactory(Delivery::new)
                .build();
        opened.start();
        port = opened.getPortAllocated();
        server = opened;
    }

    synchronized void close() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    private final class Delivery implements MessageHandler {

        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Delivery(MessageContext context) {}

        @Override
        public void from(String from) {
            sender = from == null ? "" : from;
        }

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException, RejectException {
            byte[] source = data.readNBytes(maxMessageBytes);
            if (data.read() >= 0) {
                data.transferTo(OutputStream.nullOutputStream());
                throw new RejectException(552, "Message larger than " + maxMessageBytes + " bytes");
            }
            box.put(sender, recipients, source);
            return null;
        }

        @Override
        public void done() {
            // The mail was put away with its data.
        }
    }
}
