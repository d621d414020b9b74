package io.sekisho.inventory.load.pskc;

import io.sekisho.inventory.load.file.Field;
import io.sekisho.inventory.load.file.HmacName;
import io.sekisho.inventory.load.file.TokenRecord;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A key package as it stands in the file, with its values opened. */
final class PskcPackage {

    private static final String TOTP = "urn:ietf:params:xml:ns:keyprov:pskc:totp";
    /** As RFC 6238, section 5.2, recommends it; what the profile of TOTP keys means where it is silent. */
    private static final long DEFAULT_PERIOD_SECONDS = 30;

    private static final Pattern BEFORE_KIND = Pattern.compile("^.*[#:/](oath-)?");

    final long number;
    boolean hasKey;
    String serialNo;
    String manufacturer;
    String model;
    String algorithm;
    String suite;
    String encoding;
    String length;
    boolean checkDigits;
    byte[] secret;
    String timeInterval;
    String timeDrift;
    /** What is amiss with a value or a policy; the first that was found. */
    private String problem;

    PskcPackage(long number) {
        this.number = number;
    }

    void problem(String found) {
        if (problem == null) {
            problem = found;
        }
    }

    TokenRecord check() {
        Optional<String> hmac = HmacName.parse(suite);
        TokenRecord.Draft draft = new TokenRecord.Draft(
                number,
                PskcPackage::place,
                serialNo,
                manufacturer,
                model,
                secret,
                hmac.orElse(null),
                number(length),
                timeInterval == null ? Long.valueOf(DEFAULT_PERIOD_SECONDS) : number(timeInterval),
                timeDrift == null ? Long.valueOf(0) : number(timeDrift));
        if (!hasKey) {
            return draft.invalid("The key package has no key.");
        } else if (kind().equals("hotp")) {
            return draft.otherKind("This is an HOTP key (event based). Only TOTP keys can be imported.");
        } else if (!kind().equals("totp")) {
            return draft.otherKind("The algorithm of the key is " + Quote.of(algorithm)
                    + ". Only TOTP keys can be imported: " + TOTP + ".");
        } else if (hmac.isEmpty()) {
            return draft.invalid(
                    Field.ALGORITHM,
                    "the suite is " + Quote.of(suite) + "; it must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.");
        } else if (problem != null) {
            return draft.invalid(problem);
        } else if (!"DECIMAL".equals(encoding) || checkDigits) {
            return draft.invalid(
                    "AlgorithmParameters/ResponseFormat: the Encoding must be DECIMAL, without check digits.");
        }
        return draft.check();
    }

    /**
     * What the URI of the algorithm ends with: drafts of the RFC, and vendors after them, have other beginnings, such
     * as {@code urn:ietf:params:xml:ns:keyprov:pskc#totp} and {@code http://www.ietf.org/keyprov/pskc#totp}.
     */
    private String kind() {
        return algorithm == null
                ? ""
                : BEFORE_KIND
                        .matcher(algorithm.strip().toLowerCase(Locale.ROOT))
                        .replaceFirst("");
    }

    private static String place(Field field) {
        return switch (field) {
            case SERIAL_NUMBER -> "DeviceInfo/SerialNo";
            case MANUFACTURER -> "DeviceInfo/Manufacturer";
            case MODEL -> "DeviceInfo/Model";
            case SECRET_KEY -> "Data/Secret";
            case ALGORITHM -> "AlgorithmParameters/Suite";
            case DIGITS -> "AlgorithmParameters/ResponseFormat, Length";
            case TIME_INTERVAL -> "Data/TimeInterval";
            case DRIFT -> "Data/TimeDrift";
        };
    }

    private static Long number(String text) {
        try {
            return text == null ? null : Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Never the seed. */
    @Override
    public String toString() {
        return "PskcPackage[" + number + "]";
    }
}
