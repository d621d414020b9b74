package io.sekisho.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the management port says of the service. */
public final class Metrics {

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    /** @param managementUrl of the server, without a slash at the end */
    public Metrics(String managementUrl) {
        this.address = URI.create(managementUrl + "/metrics");
    }

    /** What is said of a metric, in either of the formats: one of them names a counter there without its suffix. */
    public String help(String name) {
        return text().lines()
                .filter(line -> line.startsWith("# HELP " + name + " ")
                        || line.startsWith("# HELP " + name.replaceFirst("_total$", "") + " "))
                .map(line -> line.substring(line.indexOf(' ', "# HELP ".length()) + 1))
                .findFirst()
                .orElse("");
    }

    /** One line of what is served. */
    public record Series(String name, Map<String, String> labels, double value) {}

    /** Everything of one name, and of those that begin with it. */
    public List<Series> series(String prefix) {
        return text().lines()
                .filter(line -> !line.startsWith("#") && line.startsWith(prefix))
                .map(line -> new Series(
                        line.replaceFirst("[{ ].*", ""),
                        labels(line),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .toList();
    }

    /**
     * What the series of a metric add up to that have these labels among theirs; 0 if there is none.
     *
     * @param labels names and values in turn
     */
    public int sum(String name, String... labels) {
        return (int) series(name).stream()
                .filter(series -> series.name().equals(name))
                .filter(series -> {
                    for (int index = 0; index < labels.length; index += 2) {
                        if (!labels[index + 1].equals(series.labels().get(labels[index]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(Series::value)
                .sum();
    }

    /** How many attempts at a factor came to which result, since the server's start. */
    public Map<String, Integer> verifications(String realm, String factor) {
        Map<String, Integer> byResult = new TreeMap<>();
        text().lines()
                .filter(line -> line.startsWith("sekisho_verifications_total{"))
                .forEach(line -> {
                    Map<String, String> labels = labels(line);
                    if (realm.equals(labels.get("realm")) && factor.equals(labels.get("factor"))) {
                        byResult.put(labels.get("result"), (int)
                                Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
                    }
                });
        return byResult;
    }

    /** What was added between two looks, without what stayed as it was. */
    public static Map<String, Integer> added(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> added = new TreeMap<>();
        after.forEach((result, count) -> {
            if (count > before.getOrDefault(result, 0)) {
                added.put(result, count - before.getOrDefault(result, 0));
            }
        });
        return added;
    }

    private static Map<String, String> labels(String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(line);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2));
        }
        return labels;
    }

    private String text() {
        try {
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
