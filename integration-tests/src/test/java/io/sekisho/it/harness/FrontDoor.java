package io.sekisho.it.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the nodes, as a load balancer does: it sends each request to one of them and knows nothing of
 * sessions. A node to which no connection can be made is passed over; whose node dies while it has the request gets
 * {@link #NODE_GONE}, and never half an answer. Loopback only.
 */
public final class FrontDoor implements AutoCloseable {

    /** The status of an answer that no node has given. */
    public static final int NODE_GONE = 502;

    /** CR LF CR LF. */
    private static final int HEAD_END = 0x0D0A0D0A;

    private static final Pattern LENGTH = Pattern.compile("(?imd)^Content-Length: *(\\d+)\\r$");
    private static final Pattern CHUNKED = Pattern.compile("(?imd)^Transfer-Encoding: *chunked\\r$");
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GONE = ("HTTP/1.1 " + NODE_GONE
                    + " Node Gone\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    /** Which nodes are to be tried for a request, the best one first. */
    public interface Choice {
        int[] ports();
    }

    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "front-door");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger gone = new AtomicInteger();
    private volatile Choice choice = () -> new int[0];

    public FrontDoor() {
        try {
            door = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::open);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on. */
    public void choose(Choice changed) {
        choice = changed;
    }

    /** Each request goes to the next of these in turn, and if that is not there to one of the others. */
    public void inTurn(int... ports) {
        AtomicInteger next = new AtomicInteger();
        choose(() -> {
            int first = Math.floorMod(next.getAndIncrement(), ports.length);
            int[] order = new int[ports.length];
            Arrays.setAll(order, index -> ports[(first + index) % ports.length]);
            return order;
        });
    }

    /** How many requests have gone down with their node so far. */
    public int gone() {
        return gone.get();
    }

    private void open() {
        try {
            while (true) {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // close() ends the loop.
        }
    }

    private void serve(Socket socket) {
        try (Socket client = socket) {
            client.setTcpNoDelay(true);
            byte[] request = request(client.getInputStream());
            client.getOutputStream().write(request.length == 0 ? request : answer(request));
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** A whole request, that asks for one answer on its connection. */
    private static byte[] request(InputStream unbuffered) throws IOException {
        InputStream in = new BufferedInputStream(unbuffered);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int lastFour = 0;
        while (lastFour != HEAD_END) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            bytes.write(next);
            lastFour = lastFour << 8 | next;
        }
        String head = bytes.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(head);
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        String oneAnswer =
                head.replaceAll("(?im)^Connection:.*\\r\\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(oneAnswer.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private byte[] answer(byte[] request) {
        for (int port : choice.ports()) {
            try (Socket node = new Socket(InetAddress.getLoopbackAddress(), port)) {
                node.setTcpNoDelay(true);
                node.getOutputStream().write(request);
                return whole(node.getInputStream().readAllBytes());
            } catch (ConnectException e) {
                // Nothing was sent, so another node may have it.
            } catch (IOException e) {
                break;
            }
        }
        gone.incrementAndGet();
        return GONE;
    }

    private static byte[] whole(byte[] answer) throws EOFException {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new EOFException();
        }
        String head = text.substring(0, end + 2);
        Matcher length = LENGTH.matcher(head);
        boolean whole = length.find()
                ? answer.length - end - 4 >= Integer.parseInt(length.group(1))
                : !CHUNKED.matcher(head).find()
                        || Arrays.equals(
                                LAST_CHUNK,
                                Arrays.copyOfRange(
                                        answer, Math.max(0, answer.length - LAST_CHUNK.length), answer.length));
        if (!whole) {
            throw new EOFException();
        }
        return answer;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
