package io.sekisho.tokenapp.harness;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * What the activation hands out.
 *
 * @param secret    in Base32
 * @param algorithm as key URIs name it: SHA1, SHA256, SHA512
 */
public record Key(String secret, String algorithm, int digits, int periodSeconds) {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Of the usual algorithm, with 160 random bits. */
    public static Key random(int digits, int periodSeconds) {
        return random("SHA1", 32, digits, periodSeconds);
    }

    /** @param letters of the secret: five bits each */
    public static Key random(String algorithm, int letters, int digits, int periodSeconds) {
        return new Key(
                new SecureRandom()
                        .ints(letters, 0, BASE32.length())
                        .mapToObj(index -> BASE32.substring(index, index + 1))
                        .collect(Collectors.joining()),
                algorithm,
                digits,
                periodSeconds);
    }

    String uri(String issuer, String accountName) {
        return "otpauth://totp/" + encode(issuer) + ":" + encode(accountName) + "?secret=" + secret + "&issuer="
                + encode(issuer) + "&algorithm=" + algorithm + "&digits=" + digits + "&period=" + periodSeconds;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
