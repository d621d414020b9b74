package io.sekisho.inventory.load.csv;

import io.sekisho.inventory.load.file.BrokenFileException;
import io.sekisho.inventory.load.file.Field;
import io.sekisho.inventory.load.file.HmacName;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads tokens from a CSV file in the columns that vendors deliver for Entra ID's hardware OATH tokens:
 * {@code upn,serial number,secret key,time interval,manufacturer,model}, in any order, the secret in Base32. The user
 * is not looked at, nor are other columns that are known to say nothing of the codes. Columns {@code algorithm} and
 * {@code digits} may be added; without them codes are of HMAC-SHA1 and 6 digits.
 */
public final class CsvReader implements TokenReader {

    private static final long DEFAULT_DIGITS = 6;
    private static final Pattern HEXADECIMAL = Pattern.compile("([0-9A-Fa-f]{2})*");

    private static final Pattern TIME_BASED = Pattern.compile("(?i)(oath[ -]?)?totp|time.*");

    private final CsvParser csv;
    /** Their places in a line; the first one is 0. */
    private Map<Column, Integer> header;
    /** Up to the last title: behind it spreadsheets put columns without one. */
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
        width = titles.size();
        while (titles.get(width - 1).isBlank()) {
            width--;
        }
        Map<Column, Integer> found = new EnumMap<>(Column.class);
        Set<String> names = new HashSet<>();
        for (int index = 0; index < width; index++) {
            String title = titles.get(index);
            Optional<Column> column = Column.of(title);
            Optional<String> name = column.map(Column::title).or(() -> Column.notRead(title));
            String place = "Line " + csv.line() + ", column " + (index + 1);
            if (name.isEmpty()) {
                // The title itself is not told: in a file without a header it would be somebody's secret.
                throw new BrokenFileException(
                        place
                                + " has a title that is not known. The first line must name the columns: "
                                + Column.titles(Column.required())
                                + ". It may name these as well: "
                                + Column.titles(EnumSet.complementOf(EnumSet.copyOf(Column.required())))
                                + ", and upn, comment, status and others that are not read. Rename the column, or take it out.");
            } else if (!names.add(name.get())) {
                throw new BrokenFileException(
                        place + ": the first line names a column twice: " + name.get() + ". Take one of them out.");
            }
            if (column.isPresent()) {
                found.put(column.get(), index);
            }
        }
        Set<Column> missing = Column.required();
        missing.removeAll(found.keySet());
        if (found.containsKey(Column.HEXADECIMAL_KEY)) {
            missing.remove(Column.SECRET_KEY);
        }
        if (!missing.isEmpty()) {
            throw new BrokenFileException("Line " + csv.line() + ": the first line lacks columns: "
                    + Column.titles(missing) + ". It must name " + Column.titles(Column.required())
                    + ", separated by commas, semicolons, tabs or bars.");
        }
        header = found;
    }

    private TokenRecord record(List<String> fields) {
        if (fields.size() < width || fields.stream().skip(width).anyMatch(field -> !field.isBlank())) {
            // Which field would be the ID is not certain.
            return new TokenRecord.Invalid(
                    csv.line(),
                    null,
                    "The line has " + fields.size() + " fields, the first line " + width
                            + "; each line must have one for each title, also where it is empty.");
        }
        Optional<byte[]> base32 = Base32Text.decode(field(fields, Column.SECRET_KEY));
        Optional<byte[]> hexadecimal = hexadecimal(field(fields, Column.HEXADECIMAL_KEY));
        Optional<String> algorithm = HmacName.parse(field(fields, Column.ALGORITHM));
        String digits = field(fields, Column.DIGITS);
        TokenRecord.Draft draft = new TokenRecord.Draft(
                csv.line(),
                this::place,
                field(fields, Column.SERIAL_NUMBER),
                field(fields, Column.MANUFACTURER),
                field(fields, Column.MODEL),
                base32.filter(secret -> secret.length > 0)
                        .or(() -> hexadecimal.filter(secret -> secret.length > 0))
                        .orElse(null),
                algorithm.orElse(null),
                digits.isEmpty() ? Long.valueOf(DEFAULT_DIGITS) : number(digits),
                number(field(fields, Column.TIME_INTERVAL)),
                0L);
        String type = field(fields, Column.TYPE);
        if (!type.isEmpty() && !TIME_BASED.matcher(type).matches()) {
            return draft.otherKind(column(Column.TYPE)
                    + ": the token is of another kind. Only TOTP tokens (time based) can be imported.");
        } else if (base32.isEmpty()) {
            return draft.invalid(
                    Field.SECRET_KEY,
                    "the secret key is not Base32: letters A to Z and digits 2 to 7, without spaces. Name the column \"secret key hex\" if it is in hexadecimal digits.");
        } else if (hexadecimal.isEmpty()) {
            return draft.invalid(
                    column(Column.HEXADECIMAL_KEY)
                            + ": the secret key is not in hexadecimal digits, two for each byte: 0 to 9 and A to F, without spaces.");
        } else if (base32.get().length > 0
                && hexadecimal.get().length > 0
                && !Arrays.equals(base32.get(), hexadecimal.get())) {
            return draft.invalid(column(Column.HEXADECIMAL_KEY) + ": it must be the same secret key as that of "
                    + column(Column.SECRET_KEY) + ", or be empty.");
        } else if (algorithm.isEmpty()) {
            return draft.invalid(
                    Field.ALGORITHM, "the algorithm must be SHA1, SHA256 or SHA512, or be empty for SHA1.");
        }
        return draft.check();
    }

    private static Optional<byte[]> hexadecimal(String text) {
        return Optional.of(text)
                .filter(digits -> HEXADECIMAL.matcher(digits).matches())
                .map(HexFormat.of()::parseHex);
    }

    private String place(Field field) {
        return header.keySet().stream()
                .filter(column -> column.field() == field)
                .map(this::column)
                .findFirst()
                .orElseThrow();
    }

    private String column(Column column) {
        return "Column " + (header.get(column) + 1) + " (" + column.title() + ")";
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
