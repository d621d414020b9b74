package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of {@code .github/} without running it. */
class WorkflowsTest {

    private static final Path ROOT = Path.of("..");
    private static final Path WORKFLOWS = ROOT.resolve(".github/workflows");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern PINNED = Pattern.compile("[\\w-]+/[\\w-]+@v\\d+(\\.\\d+)*");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w/])\\.ci/[\\w-]+");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{");

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().toList().stream();
        }
    }

    static Stream<Path> forms() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(".github/ISSUE_TEMPLATE"))) {
            return files.filter(file -> !file.endsWith("config.yml")).sorted().toList().stream();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static Stream<JsonNode> steps(JsonNode workflow) {
        return stream(workflow.get("jobs")).filter(job -> job.has("steps")).flatMap(job -> stream(job.get("steps")));
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void a_workflow_may_only_read_unless_a_job_says_more_and_each_job_ends(Path file) throws IOException {
        JsonNode workflow = read(file);
        assertTrue(workflow.has("name") && workflow.has("on"), file.toString());
        assertEquals("{\"contents\":\"read\"}", workflow.get("permissions").toString());
        assertFalse(workflow.get("jobs").isEmpty());
        stream(workflow.get("jobs")).forEach(job -> {
            if (job.has("uses")) {
                assertTrue(Files.exists(ROOT.resolve(job.get("uses").asText())), job.toString());
            } else {
                assertTrue(job.has("runs-on") && job.get("timeout-minutes").isInt(), job.toString());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void a_step_uses_a_pinned_action_or_runs_what_is_there(Path file) throws Exception {
        for (JsonNode step : steps(read(file)).toList()) {
            assertTrue(step.has("uses") != step.has("run"), step.toString());
            if (step.has("uses")) {
                assertTrue(PINNED.matcher(step.get("uses").asText()).matches(), step.toString());
                continue;
            }
            String run = step.get("run").asText();
            assertFalse(
                    EXPRESSION.matcher(run).find(),
                    "what others can name gets into a script by the environment only: " + run);
            SCRIPT.matcher(run)
                    .results()
                    .map(MatchResult::group)
                    .forEach(script -> assertTrue(Files.isExecutable(ROOT.resolve(script)), script));
            Process bash =
                    new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
            bash.getOutputStream().write(run.getBytes(StandardCharsets.UTF_8));
            bash.getOutputStream().close();
            assertEquals("", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, bash.waitFor());
        }
    }

    @Test
    void each_night_runs_the_versions_of_which_the_document_tells() throws IOException {
        String document = Files.readString(ROOT.resolve("docs/versions.md"));
        Set<String> told = Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| (\\d+) \\|")
                .matcher(document)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> run = stream(read(WORKFLOWS.resolve("nightly.yml")).at("/jobs/tests/strategy/matrix/include"))
                .map(cell ->
                        cell.get("keycloak").asText() + " " + cell.get("java").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(told, run);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_form_for_issues_has_what_it_needs(Path file) throws IOException {
        JsonNode form = read(file);
        assertTrue(form.get("name").isTextual() && form.get("description").isTextual(), file.toString());
        Set<String> ids = new HashSet<>();
        for (JsonNode field : form.get("body")) {
            String type = field.get("type").asText();
            assertTrue(List.of("markdown", "input", "textarea", "dropdown").contains(type), type);
            assertTrue(field.get("attributes").has(type.equals("markdown") ? "value" : "label"), field.toString());
            assertEquals(type.equals("dropdown"), field.get("attributes").has("options"), field.toString());
            assertTrue(type.equals("markdown") || ids.add(field.get("id").asText()), field.toString());
        }
        assertFalse(ids.isEmpty());
    }

    @Test
    void what_is_left_of_it_is_yaml() throws IOException {
        assertEquals(
                2, read(ROOT.resolve(".github/dependabot.yml")).get("version").asInt());
        assertFalse(read(ROOT.resolve(".github/ISSUE_TEMPLATE/config.yml"))
                .get("blank_issues_enabled")
                .asBoolean(true));
    }
}
