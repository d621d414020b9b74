package io.sekisho.inventory.load.pskc;

import io.sekisho.inventory.load.file.HmacName;
import io.sekisho.inventory.load.file.TokenRecord;
import java.util.Optional;

/** A key package as it stands in the file, with its values opened. */
final class PskcPackage {

    static final String TOTP = "urn:ietf:params:xml:ns:keyprov:pskc:totp";
    static final String HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp";
    /** As RFC 6238, section 5.2, recommends it; what the profile of TOTP keys means where it is silent. */
    private static final long DEFAULT_PERIOD_SECONDS = 30;

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
                serialNo,
                manufacturer,
                model,
                secret,
                hmac.orElse(null),
                number(length),
                timeInterval == null ? Long.valueOf(DEFAULT_PERIOD_SECONDS) : number(timeInterval),
                0);
        if (!hasKey) {
            return draft.invalid("The key package has no key.");
        } else if (HOTP.equals(algorithm)) {
            return draft.invalid("This is an HOTP key (event based). Only TOTP keys can be imported.");
        } else if (!TOTP.equals(algorithm)) {
            return draft.invalid("The algorithm of the key is " + Quote.of(algorithm)
                    + ". Only TOTP keys can be imported: " + TOTP + ".");
        } else if (hmac.isEmpty()) {
            return draft.invalid(
                    "The suite is " + Quote.of(suite) + "; it must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512.");
        } else if (problem != null) {
            return draft.invalid(problem);
        } else if (!"DECIMAL".equals(encoding) || checkDigits) {
            return draft.invalid("The response format must be DECIMAL, without check digits.");
        }
        Long drift = timeDrift == null ? Long.valueOf(0) : number(timeDrift);
        if (drift == null) {
            return draft.invalid("The drift of the clock is not a number.");
        }
        return new TokenRecord.Draft(
                        number,
                        serialNo,
                        manufacturer,
                        model,
                        secret,
                        hmac.get(),
                        draft.digits(),
                        draft.periodSeconds(),
                        drift)
                .check();
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
