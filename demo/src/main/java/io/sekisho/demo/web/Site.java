package io.sekisho.demo.web;

import java.io.IOException;
import java.io.InputStream;

/** What a {@link WebServer} shows. */
public interface Site {

    /** The content security policy of its pages. */
    String policy();

    /** Also for HEAD. */
    Answer get(Request request) throws IOException;

    /** Whether {@code DELETE} is for this path as well; looking is for each. */
    default boolean deletes(String path) {
        return false;
    }

    /** Only for paths of which {@link #deletes} is true. */
    default Answer delete(String path, InputStream body) throws IOException {
        return Answer.notFound();
    }
}
