package io.sekisho.demo.web;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a browser asks for.
 *
 * @param path      begins with a slash
 * @param query     what stands behind the question mark, or null; values hold nothing that would have to be decoded
 * @param languages the header {@code Accept-Language}, or null
 */
public record Request(String path, String query, String languages) {

    /** The first value of a parameter. */
    public Optional<String> parameter(String name) {
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(one -> one.startsWith(name + "="))
                        .findFirst()
                        .map(one -> one.substring(name.length() + 1));
    }
}
