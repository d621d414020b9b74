package io.sekisho.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of the loopback address. */
final class Ports {

    private static final int CONNECT_MILLIS = 500;

    private Ports() {}

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
