package io.sekisho.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback address. */
public final class Ports {

    private static final int CONNECT_MILLIS = 500;
    /** Linux's ports for clients begin at 32768, those of other systems higher. */
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;

    /** Begins at random, since other processes of the same tests choose at the same time. */
    private static final AtomicInteger next = new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private Ports() {
    }

    /**
     * A port that is free now, and that nobody takes by chance before its server listens: none of those that systems hand
     * out to clients, and in this process never the same one again.
     */
    public static int free() {
        for (int tries = 0; tries < LAST - FIRST; tries++) {
            int port = FIRST + Math.floorMod(next.getAndIncrement(), LAST - FIRST);
            if (!taken(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + FIRST + " and " + LAST);
    }

    /** Whether somebody listens there: on loopback, or on every address. */
    static boolean taken(int port) {
        try (ServerSocket ignored = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            // Where an operating system lets loopback be bound beside a listener on every address, only a call tells.
        } catch (IOException e) {
            return true;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException free) {
            return false;
        }
    }
}
