package io.sekisho.inventory.load.csv;

import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.HmacName;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads tokens from a CSV file in the columns that vendors deliver for Entra ID's hardware OATH tokens:
 * {@code upn,serial number,secret key,time interval,manufacturer,model}, in any order, the secret in Base32. The user
 * is not looked at. Columns {@code algorithm} and {@code digits} may be added; without them codes are of HMAC-SHA1 and
 * 6 digits.
 */
public final class CsvReader implements TokenReader {

    private static final long DEFAULT_DIGITS = 6;

    private enum Column {
        UPN(false),
        SERIAL_NUMBER(true),
        SECRET_KEY(true),
        TIME_INTERVAL(true),
        MANUFACTURER(true),
        MODEL(true),
        ALGORITHM(false),
        DIGITS(false);

        private final boolean required;

        Column(boolean required) {
            this.required = required;
        }

        private String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        private static Optional<Column> of(String title) {
            String name = title.strip().toUpperCase(Locale.ROOT).replace(' ', '_');
            return EnumSet.allOf(Column.class).stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst();
        }
    }

    private final CsvParser csv;
    private Map<Column, Integer> header;
    private int width;

    /** @param file is not closed */
    public CsvReader(InputStream file) {
        this.csv = new CsvParser(file);
    }

    @Override
    public Optional<TokenRecord> next() throws IOException {
        if (header == null) {
            readHeader();
        }
        List<String> fields = csv.next();
        return fields == null ? Optional.empty() : Optional.of(record(fields));
    }

    private void readHeader() throws IOException {
        List<String> titles = csv.next();
        if (titles == null) {
            throw new BrokenFileException("The file is empty; its first line must name the columns.");
        }
        Map<Column, Integer> found = new EnumMap<>(Column.class);
        for (int index = 0; index < titles.size(); index++) {
            // The title itself is not told: in a file without a header it would be somebody's secret.
            int number = index + 1;
            Column column = Column.of(titles.get(index))
                    .orElseThrow(() -> new BrokenFileException(
                            "Column " + number + " of the first line has a title that is not known. " + "Known are: "
                                    + titles(EnumSet.allOf(Column.class)) + "."));
            if (found.put(column, index) != null) {
                throw new BrokenFileException("The first line names a column twice: " + column.title() + ".");
            }
        }
        Set<Column> missing = EnumSet.allOf(Column.class);
        missing.removeIf(column -> !column.required || found.containsKey(column));
        if (!missing.isEmpty()) {
            throw new BrokenFileException("The first line lacks columns: " + titles(missing) + ".");
        }
        header = found;
        width = titles.size();
    }

    private static String titles(Set<Column> columns) {
        return columns.stream().map(Column::title).collect(Collectors.joining(", "));
    }

    private TokenRecord record(List<String> fields) {
        if (fields.size() != width) {
            // Which field would be the ID is not certain.
            return new TokenRecord.Invalid(
                    csv.line(), null, "The line has " + fields.size() + " fields, the first line " + width + ".");
        }
        String key = field(fields, Column.SECRET_KEY);
        Optional<byte[]> secret = Base32Text.decode(key);
        Optional<String> algorithm = HmacName.parse(field(fields, Column.ALGORITHM));
        String digits = field(fields, Column.DIGITS);
        TokenRecord.Draft draft = new TokenRecord.Draft(
                csv.line(),
                field(fields, Column.SERIAL_NUMBER),
                field(fields, Column.MANUFACTURER),
                field(fields, Column.MODEL),
                key.isEmpty() ? null : secret.orElse(null),
                algorithm.orElse(null),
                digits.isEmpty() ? Long.valueOf(DEFAULT_DIGITS) : number(digits),
                number(field(fields, Column.TIME_INTERVAL)),
                0);
        if (secret.isEmpty()) {
            return draft.invalid("The secret key is not Base32.");
        } else if (algorithm.isEmpty()) {
            return draft.invalid("The algorithm must be SHA1, SHA256 or SHA512.");
        }
        return draft.check();
    }

    /** Stripped; empty if there is no such column. */
    private String field(List<String> fields, Column column) {
        Integer index = header.get(column);
        return index == null ? "" : fields.get(index).strip();
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
