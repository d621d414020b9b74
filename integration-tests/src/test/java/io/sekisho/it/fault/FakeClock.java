package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sekisho.it.harness.Await;
import io.sekisho.it.harness.TokenApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The clock of one server, by libfaketime: it can be set while the server runs, as by an operator or a time service
 * gone wrong. Waits that the Java VM measures by the clock that nobody sets stay as long as they are.
 */
final class FakeClock {

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));
    private static final Duration TAKES_EFFECT = Duration.ofSeconds(20);
    private static final Duration EXACT = Duration.ofSeconds(5);

    private final Path file;

    /** @param file that tells the server how far off its clock is */
    FakeClock(Path file) {
        this.file = file;
        write(Duration.ZERO);
    }

    /**
     * Where no continuous integration runs, a machine may lack libfaketime; there, a test must not pass by silently.
     */
    static Path library() {
        List<Path> found = LIBRARIES.stream().filter(Files::exists).toList();
        assertTrue(!found.isEmpty() || System.getenv("CI") == null, "libfaketime is missing; .ci/run installs it");
        assumeTrue(!found.isEmpty(), "libfaketime is not installed");
        return found.get(0);
    }

    /** What a server has to be started with. */
    FaultyServer.Plan forServer(FaultyServer.Plan plan) {
        return plan.environment("LD_PRELOAD", library().toString())
                .environment("FAKETIME_TIMESTAMP_FILE", file.toString())
                // Looked at once a second: at each look at the clock it would cost as much as all the rest.
                .environment("FAKETIME_CACHE_DURATION", "1")
                // With what it does about waits of old versions of glibc, all waits of the Java VM end at once.
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private void write(Duration offset) {
        try {
            Files.createDirectories(file.getParent());
            Path draft = Files.writeString(
                    file.resolveSibling("clock.draft"), (offset.isNegative() ? "" : "+") + offset.toSeconds() + "\n");
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the clock of a server that runs, as far from the real time as said, and waits until it goes by it. */
    void set(FaultyServer server, Duration offset) {
        write(offset);
        Await.until(
                "a server whose clock is off by " + offset,
                TAKES_EFFECT,
                () -> Duration.between(Instant.now().plus(offset), time(server))
                                .abs()
                                .compareTo(EXACT)
                        < 0);
    }

    /** What a server tells token apps that the time is. */
    private static Instant time(FaultyServer server) {
        return Instant.ofEpochMilli(new TokenApi(server.url() + "/realms/sample-bank")
                .time()
                .body()
                .get("epochMillis")
                .asLong());
    }
}
