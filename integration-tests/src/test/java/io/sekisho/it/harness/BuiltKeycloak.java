package io.sekisho.it.harness;

import io.sekisho.demo.keycloak.KeycloakHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keycloak with the provider in it, built for production with PostgreSQL. All processes of the tests build it once, and
 * each server gets a copy: a build costs more than a start.
 */
public final class BuiltKeycloak {

    /** What is chosen at the build; a start with other values builds anew. */
    private static final List<String> OPTIONS =
            List.of("--db=postgres", "--health-enabled=true", "--metrics-enabled=true");

    private BuiltKeycloak() {}

    /** A copy of its own for a server, with nothing stored. */
    public static synchronized KeycloakHome copy(Path folder) {
        // Beside the folders of the processes, so that it is the same for all of them.
        Path built = Artifacts.state().resolveSibling("built");
        try {
            Files.createDirectories(built.getParent());
            try (FileChannel file = FileChannel.open(
                            built.resolveSibling("built.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock ignored = file.lock()) {
                KeycloakHome home = KeycloakHome.unpack(Artifacts.distribution(), built);
                Path marker = built.resolve(".built");
                if (!Files.exists(marker) || Files.mismatch(Artifacts.jar(), marker) >= 0) {
                    home.install(Artifacts.jar());
                    run(
                            built,
                            Stream.concat(Stream.of("build"), OPTIONS.stream()).toArray(String[]::new));
                    Files.copy(Artifacts.jar(), marker, StandardCopyOption.REPLACE_EXISTING);
                }
                return home.copy(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What {@code bin/kc.sh} runs for a command that ends by itself, without a shell.
     *
     * @return what it prints
     */
    static String run(Path home, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("sekisho.java", System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-Dkc.home.dir=" + home,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-cp",
                home.resolve(Path.of("lib", "quarkus-run.jar")).toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        command.addAll(List.of(arguments));
        // Some of these commands listen at the port of health and metrics. A server that runs beside, such as a demo,
        // has the default one.
        return Tool.run(command, Map.of("KC_HTTP_MANAGEMENT_PORT", Integer.toString(FreePort.next())));
    }
}
