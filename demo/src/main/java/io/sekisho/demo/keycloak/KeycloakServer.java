package io.sekisho.demo.keycloak;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One Keycloak as a process of its own, run straight by {@code java} (without {@code kc.sh}, so that the process that
 * is started is the one that is stopped, and so that it runs on Windows as well), by the one that runs this or by that
 * of the system property {@code sekisho.java}, a JDK's folder. It listens on loopback only, and ends with the process
 * that started it.
 */
public final class KeycloakServer implements AutoCloseable {

    /** Where the bootstrap admin may log in. */
    public static final String ADMIN = "admin";

    /**
     * The first tier of Java's compiler alone, and its plain collector: a start takes a third less, and a demo never
     * gets hot enough to miss the rest.
     */
    public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final String LOOPBACK = "127.0.0.1";
    /** Keycloak's own code for "built anew, start me again". */
    private static final int BUILT = 10;

    private static final int LAST_LINES = 15;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Settings settings;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Process process;
    private boolean closed;

    /**
     * What to run.
     *
     * @param home           an unpacked Keycloak
     * @param command        {@code start-dev} or {@code start}
     * @param httpPort       of the pages and the admin REST
     * @param managementPort of health and metrics
     * @param log            gets all that Keycloak prints; overwritten by each start
     * @param arguments      further arguments after the command
     * @param environment    further environment variables
     * @param jvmOptions     further options of the Java VM
     * @param realms         realms that must answer before the server counts as ready, besides master
     */
    public record Settings(
            KeycloakHome home,
            String command,
            int httpPort,
            int managementPort,
            Path log,
            List<String> arguments,
            Map<String, String> environment,
            List<String> jvmOptions,
            List<String> realms) {

        /** Development mode with Keycloak's embedded database, importing the realms of its home. */
        public static Settings development(
                KeycloakHome home, int httpPort, int managementPort, int smtpPort, Path log, List<String> realms) {
            return new Settings(
                    home,
                    "start-dev",
                    httpPort,
                    managementPort,
                    log,
                    List.of("--import-realm"),
                    Map.of("SEKISHO_SMTP_PORT", Integer.toString(smtpPort)),
                    QUICK,
                    realms);
        }

        /** The same with further arguments. */
        public Settings with(String... more) {
            List<String> all = new ArrayList<>(arguments);
            all.addAll(List.of(more));
            return new Settings(
                    home, command, httpPort, managementPort, log, List.copyOf(all), environment, jvmOptions, realms);
        }
    }

    /** Keycloak ended by itself, or was not ready in time; the message says which, and what it printed last. */
    public static final class StartFailed extends RuntimeException {

        StartFailed(String message) {
            super(message);
        }
    }

    public KeycloakServer(Settings settings) {
        this.settings = settings;
    }

    /** Where a browser finds it, without a slash at the end. */
    public String url() {
        return url(settings.httpPort());
    }

    /** Where a browser finds one that listens on this port, without a slash at the end. */
    public static String url(int httpPort) {
        return "http://localhost:" + httpPort;
    }

    /** Where health and metrics are, without a slash at the end. */
    public String managementUrl() {
        return "http://localhost:" + settings.managementPort();
    }

    /** All that it has printed since its last start. */
    public String log() {
        try {
            return Files.exists(settings.log()) ? Files.readString(settings.log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Keycloak and returns when it is ready: health says so, and the realms answer.
     *
     * @throws StartFailed if it ends, or is not ready in time; nothing is left running then
     */
    public void start(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        launch(false);
        try {
            boolean relaunched = false;
            while (!ready()) {
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    if (process.exitValue() != BUILT || relaunched) {
                        throw new StartFailed(
                                "Keycloak ended with status " + process.exitValue() + ":\n" + lastLines());
                    }
                    relaunched = true;
                    launch(true);
                } else if (System.nanoTime() > deadline) {
                    throw new StartFailed(
                            "Keycloak was not ready within " + timeout.toSeconds() + " s:\n" + lastLines());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw new StartFailed("Interrupted while Keycloak started");
        } catch (StartFailed e) {
            stop();
            throw e;
        }
    }

    /** Waits until Keycloak ends by itself or is stopped; gives its exit status. */
    public int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    /** The process id of Keycloak's Java VM. */
    public long pid() {
        return process.pid();
    }

    /** Ends it at once, as a power cut would, and waits until it is gone. It can be started again. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it in good order, or by force after 10 s. It can be started again. */
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it for good: a start that is under way ends as well. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void launch(boolean built) {
        if (closed) {
            throw new StartFailed("Keycloak was told to stop while it started");
        }
        try {
            Files.createDirectories(settings.log().getParent());
            ProcessBuilder builder = new ProcessBuilder(command(built))
                    .directory(settings.home().folder().toFile())
                    .redirectErrorStream(true);
            builder.redirectOutput(
                    built
                            ? ProcessBuilder.Redirect.appendTo(settings.log().toFile())
                            : ProcessBuilder.Redirect.to(settings.log().toFile()));
            environment(builder.environment());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void environment(Map<String, String> environment) {
        // What the caller's shell says about some other Keycloak must not reach this one.
        environment
                .keySet()
                .removeIf(name -> name.startsWith("KC_")
                        || name.startsWith("KEYCLOAK_")
                        || name.startsWith("QUARKUS_")
                        || name.startsWith("JAVA_TOOL_"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
        // Without a D-Bus daemon Keycloak's look for SSSD waits 10 s in every build; an address where nobody listens
        // ends it at once.
        environment.put("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=127.0.0.1,port=1");
        environment.putAll(settings.environment());
    }

    /** The command line of {@code bin/kc.sh}, with {@link Leash} before Keycloak's main class. */
    private List<String> command(boolean built) {
        Path home = settings.home().folder();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("sekisho.java", System.getProperty("java.home")), "bin", "java")
                .toString());
        command.addAll(
                List.of(
                        "-Xms64m",
                        "-Xmx512m",
                        "-XX:MetaspaceSize=96M",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8",
                        "-Dsun.stdout.encoding=UTF-8",
                        "-Dsun.err.encoding=UTF-8",
                        "-Djava.security.egd=file:/dev/urandom",
                        "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
                        "-Duser.language=en",
                        "-Duser.country=US",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-opens=java.base/java.security=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dkc.home.dir=" + home,
                        "-Djboss.server.config.dir=" + home.resolve("conf"),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dpicocli.disable.closures=true",
                        "-Dquarkus-log-max-startup-records=10000",
                        "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"));
        command.addAll(settings.jvmOptions());
        if (built) {
            command.add("-Dkc.config.built=true");
        }
        command.addAll(List.of(
                "-cp",
                own() + File.pathSeparator + home.resolve(Path.of("lib", "quarkus-run.jar")),
                Leash.class.getName(),
                settings.command(),
                "--http-host=" + LOOPBACK,
                "--http-port=" + settings.httpPort(),
                "--http-management-host=" + LOOPBACK,
                "--http-management-port=" + settings.managementPort(),
                "--health-enabled=true",
                "--metrics-enabled=true"));
        command.addAll(settings.arguments());
        return command;
    }

    private static Path own() {
        try {
            return Path.of(Leash.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean ready() {
        if (!answers(managementUrl() + "/health/ready")) {
            return false;
        }
        return settings.realms().stream().allMatch(realm -> answers(url() + "/realms/" + realm));
    }

    private boolean answers(String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address.replace("localhost", LOOPBACK)))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastLines() {
        try {
            return whatItSaid(Files.readAllLines(settings.log(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** The errors of the log, and its last lines: what a server says while it stops hides why it does. */
    static String whatItSaid(List<String> log) {
        int end = Math.max(0, log.size() - LAST_LINES);
        List<String> errors = log.subList(0, end).stream()
                .filter(line -> line.contains(" ERROR "))
                .toList();
        return Stream.concat(
                        errors.subList(Math.max(0, errors.size() - LAST_LINES), errors.size()).stream(),
                        log.subList(end, log.size()).stream())
                .collect(Collectors.joining("\n"));
    }
}
