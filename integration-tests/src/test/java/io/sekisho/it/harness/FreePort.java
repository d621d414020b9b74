package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ports of the loopback address for servers that listen later, and once more after a restart.
 * <p>
 * A server needs half a minute until it listens; meanwhile another process may be given its port, if only for a
 * connection. So each port is held, until this process ends, by a socket that is bound and neither listens nor is
 * connected: the system gives it to nobody by itself, and a server that sets {@code SO_REUSEADDR}, as almost all do,
 * may listen there none the less. Until it does, connections are refused.
 */
public final class FreePort {

    private static final Queue<SocketChannel> held = new ConcurrentLinkedQueue<>();

    private FreePort() {}

    public static int next() {
        try {
            SocketChannel holder = SocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) holder.getLocalAddress()).getPort();
            if (canListen(port)) {
                held.add(holder);
            } else {
                // An operating system where a bound socket is in the way: better to have it free.
                holder.close();
            }
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean canListen(int port) {
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return server.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
