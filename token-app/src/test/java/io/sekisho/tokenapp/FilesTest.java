package io.sekisho.tokenapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.tokenapp.harness.AppFiles;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FilesTest {

    private static final int MAX_BYTES = 60_000;

    private final Map<String, byte[]> files = AppFiles.all();

    private String text(String file) {
        return new String(files.get(file), UTF_8);
    }

    private static String hash(byte[] bytes) {
        try {
            return "sha256-"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theWholeAppIsSmall() {
        int bytes = files.values().stream().mapToInt(file -> file.length).sum();
        assertTrue(bytes <= MAX_BYTES, bytes + " bytes");
    }

    /** Customers' browsers keep the old files as long as these lines stay what they are. */
    @Test
    void theServiceWorkerNamesEveryFileWithItsHash() {
        String lines = files.entrySet().stream()
                .filter(file -> !file.getKey().equals("sw.js"))
                .map(file -> "  '" + file.getKey() + "': '" + hash(file.getValue()) + "',\n")
                .collect(Collectors.joining());
        assertTrue(
                text("sw.js").contains("const FILES = {\n" + lines + "};\n"),
                "sw.js must say:\nconst FILES = {\n" + lines + "};\n");
    }

    @Test
    void nothingIsAskedOfAnotherHost() {
        files.forEach((name, bytes) -> {
            List<String> addresses = Pattern.compile("(?i)\\b(?:https?:)?//[a-z0-9-]+\\.[a-z0-9.-]+")
                    .matcher(new String(bytes, UTF_8))
                    .results()
                    .map(MatchResult::group)
                    .filter(address -> !address.equals("http://www.w3.org"))
                    .toList();
            assertEquals(List.of(), addresses, name);
        });
    }

    @Test
    void nothingIsInline() {
        assertFalse(Pattern.compile("<style|\\sstyle=|\\son\\w+=|<script(?![^>]*\\ssrc=)")
                .matcher(text("index.html"))
                .find());
        files.keySet().stream()
                .filter(name -> name.endsWith(".js"))
                .forEach(name -> assertFalse(
                        Pattern.compile(
                                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function")
                                .matcher(text(name))
                                .find(),
                        name));
    }

    @Test
    void everyTextIsThereAndNeeded() {
        String code = files.keySet().stream()
                .filter(name -> name.endsWith(".js") && !name.equals("texts.js"))
                .map(this::text)
                .collect(Collectors.joining());
        Set<String> keys = new TreeSet<>(Pattern.compile("(?m)^  (\\w+): \\[")
                .matcher(text("texts.js"))
                .results()
                .map(match -> match.group(1))
                .toList());
        List<String> missing = Pattern.compile("\\bt\\('(\\w+)'")
                .matcher(code)
                .results()
                .map(match -> match.group(1))
                .filter(key -> !keys.contains(key))
                .toList();
        assertEquals(List.of(), missing);
        // Fields and problems make the rest of the key of their own name.
        List<String> unused = keys.stream()
                .filter(key -> !code.contains("'" + key + "'"))
                .filter(key -> !Pattern.compile("(Missing|Malformed|Hint|Title|Text|Next)$")
                        .matcher(key)
                        .find())
                .filter(key ->
                        !Pattern.compile("\\b" + key + ": \\{ ").matcher(code).find())
                .toList();
        assertEquals(List.of(), unused);
        List<String> kinds = Pattern.compile("new Problem\\('(\\w+)'")
                .matcher(code)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(
                List.of(),
                kinds.stream().filter(kind -> !keys.contains(kind + "Title")).toList());
    }
}
