package io.sekisho.institution;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A realm attribute of the service: what it may hold, and what it means where it is absent. All of them stand in
 * {@link SettingOptions}.
 *
 * @param <T> what its text is read as
 */
public final class SettingOption<T> {

    private final String name;
    private final @Nullable String unit;
    private final List<String> choices;
    private final @Nullable Integer least;
    private final @Nullable Integer greatest;
    private final String defaultText;
    private final Function<InstitutionSettings, T> fallback;
    private final Function<String, T> reader;
    /** A setting that this one cannot be below, or null. */
    private final @Nullable ToIntFunction<InstitutionSettings> floor;

    private SettingOption(
            String name,
            @Nullable String unit,
            List<String> choices,
            @Nullable Integer least,
            @Nullable Integer greatest,
            String defaultText,
            Function<InstitutionSettings, T> fallback,
            Function<String, T> reader,
            @Nullable ToIntFunction<InstitutionSettings> floor) {
        this.name = name;
        this.unit = unit;
        this.choices = choices;
        this.least = least;
        this.greatest = greatest;
        this.defaultText = defaultText;
        this.fallback = fallback;
        this.reader = reader;
        this.floor = floor;
    }

    static SettingOption<Boolean> onOff(String name) {
        return new SettingOption<>(
                name,
                null,
                List.of("true", "false"),
                null,
                null,
                "false",
                settings -> false,
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("must be true or false");
                },
                null);
    }

    /** @param unit or null if the name says all */
    static SettingOption<Integer> number(String name, @Nullable String unit, int fallback, int least, int greatest) {
        return number(name, unit, fallback, least, greatest, null);
    }

    /** @param floor what it is not taken to be below, whatever the attribute says */
    static SettingOption<Integer> number(
            String name,
            @Nullable String unit,
            int fallback,
            int least,
            int greatest,
            @Nullable ToIntFunction<InstitutionSettings> floor) {
        return new SettingOption<>(
                name,
                unit,
                List.of(),
                least,
                greatest,
                Integer.toString(fallback),
                settings -> fallback,
                text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= greatest) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        // said below, with the numbers that are out of range
                    }
                    throw new IllegalArgumentException("must be a number from " + least + " to " + greatest);
                },
                floor);
    }

    /** A constant, which is written in kebab-case. */
    static <E extends Enum<E>> SettingOption<E> choice(String name, Class<E> type, E fallback) {
        List<String> choices =
                Arrays.stream(type.getEnumConstants()).map(SettingOption::kebab).toList();
        return new SettingOption<>(
                name,
                null,
                choices,
                null,
                null,
                kebab(fallback),
                settings -> fallback,
                text -> {
                    int index = choices.indexOf(text);
                    if (index < 0) {
                        throw new IllegalArgumentException("must be one of " + String.join(", ", choices));
                    }
                    return type.getEnumConstants()[index];
                },
                null);
    }

    /**
     * Nothing if it is absent.
     *
     * @param reader throws an {@link IllegalArgumentException} that says what the text must be
     */
    static SettingOption<Optional<String>> optional(
            String name, @Nullable String unit, Function<String, String> reader) {
        return new SettingOption<>(
                name,
                unit,
                List.of(),
                null,
                null,
                "none",
                settings -> Optional.empty(),
                reader.andThen(Optional::of),
                null);
    }

    /** @param defaultText says what the fallback is, for people */
    static <T> SettingOption<T> of(
            String name,
            @Nullable String unit,
            String defaultText,
            Function<InstitutionSettings, T> fallback,
            Function<String, T> reader) {
        return new SettingOption<>(name, unit, List.of(), null, null, defaultText, fallback, reader, null);
    }

    /** The name of the realm attribute. */
    public String name() {
        return name;
    }

    /** What its text is, or is counted in; null if the choices say all. */
    public @Nullable String unit() {
        return unit;
    }

    /** What it can be; empty if that is no short list. */
    public List<String> choices() {
        return choices;
    }

    /** The least number that it can be; null where it is no number. */
    public @Nullable Integer least() {
        return least;
    }

    /** The greatest number that it can be; null where it is no number. */
    public @Nullable Integer greatest() {
        return greatest;
    }

    /** What it means where it is absent, for people. */
    public String defaultText() {
        return defaultText;
    }

    /** Why a text cannot be used: a sentence without its subject, which is the attribute. Empty if it can be. */
    public Optional<String> violation(String text) {
        try {
            read(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException that says what the text must be */
    T read(String text) {
        return reader.apply(text);
    }

    T fallback(InstitutionSettings settings) {
        return fallback.apply(settings);
    }

    /** The value, not below the setting that it depends on. */
    @SuppressWarnings("unchecked")
    T lifted(T value, InstitutionSettings settings) {
        return floor == null ? value : (T) (Integer) Math.max((Integer) value, floor.applyAsInt(settings));
    }

    /** As it is written in the attribute; null for nothing. */
    static @Nullable String write(Object value) {
        if (value instanceof Optional<?> optional) {
            return (String) optional.orElse(null);
        } else if (value instanceof Collection<?> nothing && nothing.isEmpty()) {
            return null;
        } else if (value instanceof Enum<?> constant) {
            return kebab(constant);
        }
        return value.toString();
    }

    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
