package io.sekisho.it.benchmark;

import io.sekisho.demo.keycloak.KeycloakServer;
import io.sekisho.it.harness.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What Keycloak and the processes of PostgreSQL have taken of the processor: it says more than the clock, where others
 * use the machine as well. Linux only.
 */
record Processor(double keycloakMillis, double postgresMillis) {

    /** Of {@code /proc/<pid>/stat}, milliseconds. */
    private static final int TICK = 10;

    /** So far. */
    static Processor of(KeycloakServer keycloak, Postgres postgres) {
        long child =
                Long.parseLong(postgres.query("select pid from pg_stat_activity where backend_type = 'checkpointer'")
                        .get(0));
        ProcessHandle parent =
                ProcessHandle.of(child).flatMap(ProcessHandle::parent).orElseThrow();
        return new Processor(
                millis(ProcessHandle.of(keycloak.pid()).stream()),
                millis(parent.children()) + millisOfEndedChildren(parent.pid()));
    }

    Processor since(Processor before) {
        return new Processor(keycloakMillis - before.keycloakMillis, postgresMillis - before.postgresMillis);
    }

    private static long millis(Stream<ProcessHandle> processes) {
        return processes
                .mapToLong(process -> process.info()
                        .totalCpuDuration()
                        .map(Duration::toMillis)
                        .orElse(0L))
                .sum();
    }

    /** A query that is shared among processes ends them with it. */
    private static long millisOfEndedChildren(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return TICK * (Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
