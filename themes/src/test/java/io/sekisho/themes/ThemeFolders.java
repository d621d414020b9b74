package io.sekisho.themes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.keycloak.theme.ClassLoaderTheme;
import org.keycloak.theme.FolderTheme;
import org.keycloak.theme.Theme;

/**
 * Where themes are read: ours as they are written, perhaps one of an institution's own, and Keycloak's from the class
 * path. Nothing is kept, so that each page is what the files say at that moment.
 *
 * @param sources the folder of our themes
 * @param own     the folder of another theme, named after it
 */
record ThemeFolders(Path sources, Optional<Path> own) {

    static final ThemeFolders OURS = new ThemeFolders(Sources.THEMES, Optional.empty());

    private static final String OWN_THEME = "sekisho.theme";
    private static final String PROPERTIES = "login/theme.properties";

    /**
     * Ours, and the one that the property {@code sekisho.theme} names.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong with that one
     */
    static ThemeFolders of(Properties properties) {
        String folder = properties.getProperty(OWN_THEME, "");
        return folder.isEmpty()
                ? OURS
                : OURS.and(Path.of(folder).toAbsolutePath().normalize());
    }

    /** @throws IllegalArgumentException with one sentence that says why it is no theme that only adds look and words */
    ThemeFolders and(Path theme) {
        Path properties = theme.resolve(PROPERTIES);
        if (!Files.isRegularFile(properties)) {
            throw new IllegalArgumentException(
                    theme + " is no theme, for there is no " + PROPERTIES + " in it; see docs/branding.md.");
        }
        String name = theme.getFileName().toString();
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("The theme is called like its folder, and '" + name
                    + "' has other characters than letters, digits, hyphens and underscores.");
        }
        List<Path> templates = Sources.below(theme, ".ftl");
        if (!templates.isEmpty()) {
            throw new IllegalArgumentException("A theme of one's own adds look and words but no template, and "
                    + theme.relativize(templates.get(0)) + " is one; all templates are those of the parent.");
        }
        String parent = Sources.properties(properties).getProperty("parent", "");
        if (parent.isEmpty()
                || parent.equals(name)
                || !Files.isRegularFile(sources.resolve(parent).resolve(PROPERTIES))) {
            throw new IllegalArgumentException("The parent of " + name + " is '" + parent
                    + "'; it must be sekisho, sekisho-token or sekisho-bound-token.");
        }
        return new ThemeFolders(sources, Optional.of(theme));
    }

    /** The themes to look at, an institution's own first. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        own.ifPresent(theme -> names.add(theme.getFileName().toString()));
        names.add("sekisho");
        names.addAll(Sources.BRANDS);
        return names.stream().distinct().toList();
    }

    /** A theme without its parents. */
    Theme theme(String name, Theme.Type type) throws IOException {
        Path folder = folder(name).resolve(type.name().toLowerCase(Locale.ROOT));
        if (Files.isDirectory(folder)) {
            return new FolderTheme(folder.toFile(), name, type);
        }
        // A brand may come without an e-mail theme; the realm then has the parent's.
        String known = folder(name).equals(sources.resolve(name)) ? name : "sekisho";
        return known.equals(name)
                ? new ClassLoaderTheme(name, type, ThemeFolders.class.getClassLoader())
                : theme(known, type);
    }

    private Path folder(String name) {
        return own.filter(theme -> theme.getFileName().toString().equals(name)).orElse(sources.resolve(name));
    }

    /** Another value after each change of a file. */
    String stamp() {
        long stamp = 0;
        for (Path folder : own.map(theme -> List.of(sources, theme)).orElse(List.of(sources))) {
            for (Path file : Sources.below(folder, "")) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    stamp = 31 * stamp + file.hashCode();
                    stamp = 31 * stamp + attributes.size();
                    stamp = 31 * stamp + attributes.lastModifiedTime().toMillis();
                } catch (IOException e) {
                    // An editor has taken its draft away; the next look finds the folder without it.
                    stamp++;
                }
            }
        }
        return Long.toHexString(stamp);
    }
}
