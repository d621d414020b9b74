package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a PostgreSQL has really done for each statement that it was asked, by {@code auto_explain}, which comes with it:
 * the plans for the very values, with the rows that were read, those of foreign keys included.
 */
public final class Plans {

    /** What the server has to be started with. */
    public static final Map<String, String> SETTINGS = Map.of(
            "session_preload_libraries",
            "auto_explain",
            "logging_collector",
            "on",
            "log_destination",
            "jsonlog",
            "log_rotation_size",
            "0",
            "auto_explain.log_analyze",
            "on",
            "auto_explain.log_timing",
            "off",
            "auto_explain.log_nested_statements",
            "on",
            "auto_explain.log_format",
            "json",
            "auto_explain.log_parameter_max_length",
            "0");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARK = "select 'step: ";
    private static final String PLAN = "plan:";
    private static final Duration WRITTEN = Duration.ofSeconds(30);

    private final Postgres postgres;
    private final Path log;

    /** @param postgres with {@link #SETTINGS}, and everything that it shall be asked about */
    public Plans(Postgres postgres) {
        this.postgres = postgres;
        this.log = Path.of(
                postgres.query("select current_setting('data_directory') || '/' || pg_current_logfile('jsonlog')")
                        .get(0));
    }

    /**
     * One table that a statement looks into, and how.
     *
     * @param step  in which it was asked
     * @param text  of the statement; lists of parameters are all of one length
     * @param table without its schema, in small letters
     * @param how   kind of scan, with the index
     * @param whole whether the table is read from its beginning to its end
     * @param rows  that were read, whether they were what was looked for or not
     */
    public record Scan(String step, String text, String table, String how, boolean whole, long rows) {}

    /** Begins to note plans. */
    public void begin() {
        postgres.execute("alter system set auto_explain.log_min_duration = 0");
        postgres.execute("select pg_reload_conf()");
    }

    /** From now on until the next step, statements belong to this one. */
    public void step(String name) {
        postgres.execute(MARK + name + "'");
    }

    /** All that has been looked into since the beginning. */
    public List<Scan> scans() {
        String end = UUID.randomUUID().toString();
        step(end);
        Await.until("the log's end", WRITTEN, () -> read().contains(end));
        List<Scan> scans = new ArrayList<>();
        String step = "before";
        for (String line : read().lines().toList()) {
            String message = parsed(line).path("message").asText();
            if (!message.contains(PLAN)) {
                continue;
            }
            JsonNode plan = parsed(message.substring(message.indexOf(PLAN) + PLAN.length()));
            String text = plan.get("Query Text").asText().strip();
            if (text.startsWith(MARK)) {
                step = text.substring(MARK.length(), text.length() - 1);
            } else {
                add(
                        scans,
                        step,
                        text.replaceAll("\\$\\d+", "?")
                                .replaceAll("\\?(,\\s*\\?)+", "?")
                                .replaceAll("\\s+", " "),
                        plan.get("Plan"));
            }
        }
        return scans;
    }

    private static void add(List<Scan> scans, String step, String text, JsonNode node) {
        String kind = node.get("Node Type").asText();
        if (node.has("Relation Name") && kind.endsWith("Scan")) {
            long each = node.path("Actual Rows").asLong()
                    + node.path("Rows Removed by Filter").asLong()
                    + node.path("Rows Removed by Index Recheck").asLong();
            boolean whole = kind.equals("Seq Scan") || kind.startsWith("Index") && !node.has("Index Cond");
            scans.add(new Scan(
                    step,
                    text,
                    node.get("Relation Name").asText().toLowerCase(),
                    node.has("Index Name") ? kind + " " + node.get("Index Name").asText() : kind,
                    whole,
                    each * node.path("Actual Loops").asLong()));
        }
        node.path("Plans").forEach(child -> add(scans, step, text, child));
    }

    private String read() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
