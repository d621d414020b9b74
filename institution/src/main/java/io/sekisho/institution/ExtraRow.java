package io.sekisho.institution;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.util.JsonSerialization;

/**
 * A row of the status page for one of the institution's other services. Every text may be {@code ${messageKey}}.
 *
 * @param section title of the section; rows with one title stand together
 * @param name    name of the service
 * @param status  its status, or null
 * @param action  label of its link, or null
 * @param url     where the link leads: https, or a path on this host; or null
 */
public record ExtraRow(
        @JsonProperty("section") String section,
        @JsonProperty("name") String name,
        @JsonProperty("status") String status,
        @JsonProperty("action") String action,
        @JsonProperty("url") String url) {

    /** What the theme resolves; it fails at anything else in such braces. */
    private static final String MESSAGE = "\\$\\{[^{}]+}";

    private static final TypeReference<List<ExtraRow>> LIST = new TypeReference<>() {};

    /**
     * @param json array of objects with the fields of this record
     * @throws IllegalArgumentException if it is anything else, a row lacks section or name, has an unsafe url, or
     *                                  a text that is a message key and more
     */
    static List<ExtraRow> parse(String json) {
        List<ExtraRow> rows;
        try {
            rows = JsonSerialization.readValue(json, LIST);
        } catch (IOException e) {
            throw new IllegalArgumentException("must be a JSON array of rows", e);
        }
        for (ExtraRow row : rows) {
            if (row == null || row.section == null || row.name == null) {
                throw new IllegalArgumentException("must have section and name in each row");
            }
            if (Stream.of(row.section, row.name, row.status, row.action)
                    .anyMatch(text -> text != null && text.startsWith("${") && !text.matches(MESSAGE))) {
                throw new IllegalArgumentException(
                        "must have one ${messageKey} and nothing else in a text that begins with ${");
            }
            if (row.url != null && !isPath(row.url) && !isWebAddress(row.url)) {
                throw new IllegalArgumentException("must have https addresses or paths as url");
            }
        }
        return List.copyOf(rows);
    }

    static boolean isWebAddress(String url) {
        return url.startsWith("https://");
    }

    private static boolean isPath(String url) {
        return url.startsWith("/") && !url.startsWith("//");
    }
}
