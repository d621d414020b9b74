package io.sekisho.demo.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that accepts every connection and never answers: a mail server at its worst. */
public final class BlackHole implements AutoCloseable {

    private final ServerSocket door;
    private final List<Socket> swallowed = new CopyOnWriteArrayList<>();

    /**
     * On loopback.
     *
     * @param port where to listen; 0 for any free port
     */
    public BlackHole(int port) {
        this(InetAddress.getLoopbackAddress(), port);
    }

    /** @param port where to listen; 0 for any free port */
    public BlackHole(InetAddress address, int port) {
        try {
            door = new ServerSocket(port, 50, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::swallow, "black-hole");
        thread.setDaemon(true);
        thread.start();
    }

    /** The port that it listens on. */
    public int port() {
        return door.getLocalPort();
    }

    /** How many connections it has taken so far. */
    public int connections() {
        return swallowed.size();
    }

    private void swallow() {
        try {
            while (true) {
                swallowed.add(door.accept());
            }
        } catch (IOException closed) {
            // close() ends the loop.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : swallowed) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
