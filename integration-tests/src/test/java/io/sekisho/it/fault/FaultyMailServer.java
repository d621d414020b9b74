package io.sekisho.it.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A mail server that fails in a way that can be chosen, and changed while it runs; it stays at its port. Loopback only.
 * A connection keeps the fault that it began with.
 */
final class FaultyMailServer implements AutoCloseable {

    /** Where a conversation can be ended by the server. */
    enum Stage {
        NONE,
        GREETING,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        BODY
    }

    /** How it fails. */
    enum Fault {
        WORKING(Stage.NONE, ""),
        /** Nobody listens at the port. */
        DOWN(Stage.NONE, ""),
        BUSY_AT_GREETING(Stage.GREETING, "421 too busy"),
        NO_SERVICE_AT_GREETING(Stage.GREETING, "554 no service"),
        REFUSED_AT_EHLO(Stage.EHLO, "550 not you"),
        LATER_AT_MAIL(Stage.MAIL, "451 later"),
        REFUSED_AT_MAIL(Stage.MAIL, "550 no"),
        LATER_AT_RCPT(Stage.RCPT, "450 grey-listed"),
        REFUSED_AT_RCPT(Stage.RCPT, "550 no such mailbox"),
        LATER_AT_DATA(Stage.DATA, "451 later"),
        REFUSED_AT_DATA(Stage.DATA, "554 no"),
        LATER_AFTER_BODY(Stage.BODY, "452 no room"),
        REFUSED_AFTER_BODY(Stage.BODY, "554 looks like spam"),
        /** Ends the connection after the first line of the mail. */
        GONE_IN_BODY(Stage.BODY, ""),
        /** Takes every connection and says nothing. */
        SILENT(Stage.GREETING, ""),
        /** Says a character each 0.4 s, and takes the mail in the end: after longer than a claim lasts. */
        SLOW(Stage.NONE, ""),
        /** Bytes that are no TLS, to whoever begins with TLS. */
        GARBAGE(Stage.GREETING, "\u0016\u0003\u0007garbage");

        private final Stage stage;
        private final String reply;

        Fault(Stage stage, String reply) {
            this.stage = stage;
            this.reply = reply;
        }
    }

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile Fault fault = Fault.WORKING;
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket door;

    FaultyMailServer() {
        door = listen(0);
        port = door.getLocalPort();
    }

    private ServerSocket listen(int wanted) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            thread("mail-door", () -> {
                while (true) {
                    Socket socket = opened.accept();
                    open.add(socket);
                    thread("mail-conversation", () -> converse(socket));
                }
            });
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Talk {
        void run() throws IOException;
    }

    private static void thread(String name, Talk talk) {
        Thread thread = new Thread(
                () -> {
                    try {
                        talk.run();
                    } catch (IOException ended) {
                        // By the other side, or by a change of the fault.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return port;
    }

    /** How many have connected so far. */
    int connections() {
        return connections.get();
    }

    /** The recipients of the mails that it has taken, in this order. */
    List<String> taken() {
        return taken;
    }

    /** Those of the mails that came after so many. */
    List<String> takenSince(int before) {
        return taken.stream().skip(before).toList();
    }

    /** From the next connection on. */
    void fail(Fault next) {
        try {
            fault = next;
            if (next == Fault.DOWN) {
                door.close();
            } else if (door.isClosed()) {
                door = listen(port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void converse(Socket socket) throws IOException {
        Fault now = fault;
        connections.incrementAndGet();
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            OutputStream out = socket.getOutputStream();
            if (now == Fault.SILENT) {
                while (in.read() >= 0) {
                    // Until the other side has had enough.
                }
                return;
            }
            if (!say(now, Stage.GREETING, "220 here", out)) {
                return;
            }
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase().split("[ :]")[0];
                boolean on = switch (command) {
                    case "EHLO", "HELO" -> say(now, Stage.EHLO, "250 yes", out);
                    case "MAIL" -> say(now, Stage.MAIL, "250 yes", out);
                    case "RCPT" -> say(now, Stage.RCPT, "250 yes", out);
                    case "DATA" -> say(now, Stage.DATA, "354 go", out);
                    case "QUIT" -> say(now, Stage.NONE, "221 bye", out);
                    default -> say(now, Stage.NONE, "250 ok", out);
                };
                if (command.equals("RCPT")) {
                    recipient = line.replaceFirst(".*<(.*)>.*", "$1");
                }
                if (command.equals("QUIT") || !on && command.equals("EHLO")) {
                    return;
                }
                if (command.equals("DATA") && on && !body(now, in, out, recipient)) {
                    return;
                }
            }
        } finally {
            open.remove(socket);
        }
    }

    private boolean body(Fault now, BufferedReader in, OutputStream out, String recipient) throws IOException {
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            if (now == Fault.GONE_IN_BODY) {
                return false;
            }
        }
        if (now.stage != Stage.BODY) {
            taken.add(recipient);
        }
        say(now, Stage.BODY, "250 taken", out);
        return true;
    }

    /** @return whether this stage is passed */
    private static boolean say(Fault now, Stage stage, String reply, OutputStream out) throws IOException {
        boolean refused = now.stage == stage && stage != Stage.NONE;
        byte[] bytes = ((refused ? now.reply : reply) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (byte each : bytes) {
            if (now == Fault.SLOW) {
                LockSupport.parkNanos(400_000_000);
            }
            out.write(each);
            out.flush();
        }
        return !refused;
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
