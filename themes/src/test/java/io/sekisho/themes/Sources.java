package io.sekisho.themes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.PropertyResourceBundle;
import java.util.stream.Stream;

/** The files of this module as they are written. */
final class Sources {

    /** Below this module, where tests run; the preview runs where it was started, and is told. */
    static final Path THEMES = Path.of(System.getProperty("sekisho.sources", "src/main/resources/theme"));

    static final List<String> BRANDS = List.of("mito", "hokuyo", "sample-bank", "kenshin", "sample-direct");
    /** Those whose customers have tokens issued to them; their parent is a layer of words over {@code sekisho}. */
    static final List<String> TOKEN_BRANDS = List.of("sample-bank", "kenshin");

    static final String TOKEN_LAYER = "sekisho-token";
    /** Those whose customers bind a token that they hold; their parent is another such layer. */
    static final List<String> BOUND_TOKEN_BRANDS = List.of("sample-direct");

    static final String BOUND_TOKEN_LAYER = "sekisho-bound-token";

    private Sources() {}

    /** The parent of a brand's login theme. */
    static String parentOf(String brand) {
        return TOKEN_BRANDS.contains(brand)
                ? TOKEN_LAYER
                : BOUND_TOKEN_BRANDS.contains(brand) ? BOUND_TOKEN_LAYER : "sekisho";
    }

    static List<Path> below(Path folder, String suffix) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> loginTemplates() {
        return below(THEMES.resolve("sekisho/login"), ".ftl");
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Read as Keycloak reads it. */
    static Properties properties(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            PropertyResourceBundle bundle = new PropertyResourceBundle(in);
            bundle.keySet().forEach(key -> properties.setProperty(key, bundle.getString(key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
