package io.sekisho.tokenapp.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Codes of {@code oathtool}, a program that shares no line with ours. */
public final class Oath {

    private Oath() {}

    /** The code of this moment. */
    public static String code(Key key, Instant now) {
        if (find("oathtool").isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("oathtool is missing; .ci/run installs it");
        }
        assumeTrue(find("oathtool").isPresent(), "oathtool is not installed");
        return run(List.of(
                "oathtool",
                "--totp=" + key.algorithm(),
                "--base32",
                "--digits=" + key.digits(),
                "--time-step-size=" + key.periodSeconds() + "s",
                "--now=@" + now.getEpochSecond(),
                key.secret()));
    }

    static Optional<Path> find(String name) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new AssertionError(command.get(0) + " ended with status " + process.exitValue());
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
