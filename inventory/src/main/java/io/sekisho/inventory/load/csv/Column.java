package io.sekisho.inventory.load.csv;

import io.sekisho.inventory.load.file.Field;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns that are read, under the titles of Entra ID's hardware OATH tokens, and under those that vendors and
 * other products give the same. How a title's words are joined or written does not matter.
 */
enum Column {
    SERIAL_NUMBER(
            Field.SERIAL_NUMBER,
            "serial",
            "serial no",
            "serial num",
            "sn",
            "token id",
            "token serial",
            "token serial number",
            "token serial no",
            "token number",
            "device id",
            "device serial",
            "device serial number",
            "シリアル番号",
            "シリアル",
            "製造番号",
            "トークンID"),
    SECRET_KEY(
            Field.SECRET_KEY,
            "secret",
            "key",
            "seed",
            "seed key",
            "token seed",
            "token secret",
            "token key",
            "otp secret",
            "otp key",
            "otp seed",
            "shared secret",
            "base32",
            "base32 secret",
            "base32 seed",
            "secret base32",
            "secret key base32",
            "seed base32",
            "秘密鍵",
            "シークレット",
            "シークレットキー",
            "シード"),
    HEXADECIMAL_KEY(
            Field.SECRET_KEY,
            "secret key hex",
            "secret hex",
            "seed hex",
            "key hex",
            "hex",
            "hex key",
            "hex secret",
            "hex seed",
            "hex secret key",
            "secret key hexadecimal",
            "seed hexadecimal"),
    TIME_INTERVAL(
            Field.TIME_INTERVAL,
            "interval",
            "time interval s",
            "time interval sec",
            "time interval seconds",
            "interval seconds",
            "time step",
            "timestep seconds",
            "time period",
            "time window",
            "step",
            "period",
            "period seconds",
            "otp period",
            "otp interval",
            "時間間隔",
            "更新間隔"),
    MANUFACTURER(Field.MANUFACTURER, "vendor", "maker", "brand", "make", "manufacturer name", "メーカー", "製造元", "製造者"),
    MODEL(
            Field.MODEL,
            "model name",
            "model number",
            "token model",
            "device model",
            "product",
            "product name",
            "product code",
            "型番",
            "型式",
            "モデル",
            "製品名"),
    ALGORITHM(
            Field.ALGORITHM,
            "hash",
            "hash function",
            "hash algorithm",
            "hmac",
            "hmac algorithm",
            "otp algorithm",
            "crypto",
            "suite",
            "アルゴリズム"),
    DIGITS(Field.DIGITS, "length", "code length", "code digits", "number of digits", "otp length", "otp digits", "桁数"),
    /** Whether codes go by the time or by an event. */
    TYPE(null, "token type", "otp type", "oath type");

    /** Whose they are, what they cost, when they were made: vendors add it, and nothing of it makes a code. */
    private static final Set<String> NOT_READ = normalised(
            "upn",
            "user principal name",
            "user",
            "user id",
            "user name",
            "login",
            "account",
            "email",
            "mail",
            "display name",
            "name",
            "department",
            "company",
            "customer",
            "location",
            "no",
            "number",
            "row",
            "index",
            "comment",
            "comments",
            "note",
            "notes",
            "remark",
            "remarks",
            "description",
            "status",
            "activated",
            "enabled",
            "since",
            "drift",
            "counter",
            "batch",
            "batch number",
            "lot",
            "lot number",
            "order",
            "order number",
            "po number",
            "box",
            "carton",
            "firmware",
            "firmware version",
            "hardware version",
            "version",
            "date",
            "manufacture date",
            "manufacturing date",
            "production date",
            "delivery date",
            "start date",
            "expiry",
            "expires",
            "expiry date",
            "expiration date",
            "end date",
            "end of life",
            "warranty",
            "備考",
            "番号",
            "有効期限",
            "ロット番号");

    private static final Map<String, Column> BY_NAME = Arrays.stream(values())
            .flatMap(column -> column.names.stream().map(name -> Map.entry(name, column)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Field field;
    private final Set<String> names;

    /** @param others titles that mean the same */
    Column(Field field, String... others) {
        this.field = field;
        this.names = normalised(others);
        this.names.add(normalised(name()));
    }

    /** What the column says of a token; null if it says whether it is one. */
    Field field() {
        return field;
    }

    /** As Entra ID has it, where it has. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Optional<Column> of(String title) {
        return Optional.ofNullable(BY_NAME.get(normalised(title)));
    }

    /** The plain form of a title whose column has nothing that is needed; empty if it is none of these. */
    static Optional<String> notRead(String title) {
        return Optional.of(normalised(title)).filter(NOT_READ::contains).map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** For whoever asks what is known: one title of each. */
    static String titles(Set<Column> columns) {
        return columns.stream().map(Column::title).collect(Collectors.joining(", "));
    }

    /** That a file cannot do without; the secret may be in one of two. */
    static Set<Column> required() {
        return EnumSet.of(SERIAL_NUMBER, SECRET_KEY, TIME_INTERVAL, MANUFACTURER, MODEL);
    }

    private static Set<String> normalised(String... titles) {
        return Arrays.stream(titles).map(title -> normalised(title)).collect(Collectors.toSet());
    }

    private static String normalised(String title) {
        return Normalizer.normalize(title, Normalizer.Form.NFKC)
                .replaceAll("[^\\p{L}\\p{N}]", "")
                .toUpperCase(Locale.ROOT);
    }
}
