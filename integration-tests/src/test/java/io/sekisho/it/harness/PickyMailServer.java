package io.sekisho.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server that knows no mailbox of one domain, and takes every other mail. */
public final class PickyMailServer implements AutoCloseable {

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final SMTPServer server;

    /**
     * @param address       where it listens, at any free port
     * @param refusedDomain whose recipients it answers with 550
     */
    public PickyMailServer(InetAddress address, String refusedDomain) {
        server = SMTPServer.port(0)
                .bindAddress(address)
                .hostName("localhost")
                .messageHandlerFactory(context -> new Delivery(context, "@" + refusedDomain))
                .build();
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    /** The recipients of the mails that it took. */
    public List<String> taken() {
        return taken;
    }

    private final class Delivery implements MessageHandler {

        private final String refused;
        private String recipient = "";

        Delivery(MessageContext context, String refused) {
            this.refused = refused;
        }

        @Override
        public void from(String from) {
            // anybody
        }

        @Override
        public void recipient(String address) throws RejectException {
            if (address.endsWith(refused)) {
                throw new RejectException(550, "No such mailbox");
            }
            recipient = address;
        }

        @Override
        public String data(InputStream data) throws IOException {
            data.transferTo(OutputStream.nullOutputStream());
            taken.add(recipient);
            return null;
        }

        @Override
        public void done() {
            // nothing is held
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
