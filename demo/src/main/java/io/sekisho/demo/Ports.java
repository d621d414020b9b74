package io.sekisho.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The demo's ports on loopback. {@code mvn -Pdemo} runs this file by itself before anything is compiled, so that nobody
 * waits for a build to be told that a port is taken; therefore it needs no other one.
 */
final class Ports {

    /** Known to the realm files. */
    static final int PAYMENT = 8090;

    private static final int CONNECT_MILLIS = 500;
    private static final int LAST = 65_535;

    private Ports() {}

    /** Ends with 1, and one complaint, where ports are taken or wrong. */
    public static void main(String[] arguments) {
        try {
            complaint(of(System.getProperties())).ifPresent(Ports::end);
        } catch (IllegalArgumentException e) {
            end(e.getMessage());
        }
    }

    private static void end(String complaint) {
        System.err.println("The demo did not start. " + complaint);
        System.exit(1);
    }

    /**
     * Property name to port, in the order of the table in the documents.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    static Map<String, Integer> of(Properties properties) {
        Map<String, Integer> ports = new LinkedHashMap<>(byDefault());
        ports.replaceAll((name, port) -> port(properties, name, port));
        Map<Integer, String> named = new LinkedHashMap<>();
        ports.forEach((name, port) -> {
            String other = named.putIfAbsent(port, name);
            if (other != null) {
                throw new IllegalArgumentException(
                        other + " and " + name + " are both " + port + "; they must differ.");
            }
        });
        return ports;
    }

    private static Map<String, Integer> byDefault() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("sekisho.httpPort", 8080);
        ports.put("sekisho.managementPort", 9000);
        ports.put("sekisho.smtpPort", 1025);
        ports.put("sekisho.mailPort", 8025);
        ports.put("sekisho.paymentPort", PAYMENT);
        ports.put("sekisho.tokenPort", 8091);
        return ports;
    }

    private static int port(Properties properties, String name, int byDefault) {
        String value = properties.getProperty(name);
        // Maven hands over a property that nobody has set as it stands in the POM.
        if (value == null || value.equals("${" + name + "}")) {
            return byDefault;
        }
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > LAST) {
            throw new IllegalArgumentException(name + " is '" + value + "'; it must be a port, 1 to 65535.");
        }
        return Integer.parseInt(value);
    }

    /** All ports that are taken, and the one command that starts the demo beside whoever has them. */
    static Optional<String> complaint(Map<String, Integer> ports) {
        Map<String, Integer> free = new LinkedHashMap<>(ports);
        free.replaceAll((name, port) -> taken(port) ? freeFrom(port, free) : port);
        String taken = ports.keySet().stream()
                .filter(name -> !free.get(name).equals(ports.get(name)))
                .map(name -> ports.get(name) + " (" + name + ")")
                .collect(Collectors.joining(", "));
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        String moved = free.keySet().stream()
                .filter(name -> !free.get(name).equals(byDefault().get(name)))
                .map(name -> " -D" + name + "=" + free.get(name))
                .collect(Collectors.joining());
        return Optional.of("Taken: " + taken + ". Free them, or start it on others:\n\n  mvn -Pdemo" + moved + "\n");
    }

    /** A hundred further at first, where one can guess what it is the port of. */
    private static int freeFrom(int taken, Map<String, Integer> others) {
        return IntStream.concat(
                        IntStream.iterate(taken + 100, port -> port <= LAST, port -> port + 100),
                        IntStream.rangeClosed(1024, LAST))
                .filter(port -> !others.containsValue(port) && !taken(port))
                .findFirst()
                .orElseThrow();
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
