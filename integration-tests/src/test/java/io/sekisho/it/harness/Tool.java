package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of the machine that tests ask for a second opinion. */
final class Tool {

    private Tool() {}

    static Optional<Path> find(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, name + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where no continuous integration runs, a machine may lack a program; there, a test must not pass by silently. */
    static Path require(String name) {
        Optional<Path> found = find(name);
        if (found.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError(name + " is missing; .ci/run installs it");
        }
        assumeTrue(found.isPresent(), name + " is not installed");
        return found.get();
    }

    /** What it prints, without white space at both ends. */
    static String run(List<String> command) {
        return run(command, Map.of());
    }

    /**
     * The same with further environment variables.
     *
     * @throws AssertionError with all that it has printed if it ends with another status than 0
     */
    static String run(List<String> command, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("sekisho-tool", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
                // As in KeycloakServer: spares Keycloak's build ten seconds of waiting for a daemon that is not there.
                builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=127.0.0.1,port=1");
                builder.environment().putAll(environment);
                Process process = builder.start();
                process.getOutputStream().close();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                int status = process.waitFor();
                if (status != 0) {
                    throw new AssertionError(command.get(0) + " ended with status " + status + ":\n" + out + "\n"
                            + Files.readString(errors));
                }
                return out;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
