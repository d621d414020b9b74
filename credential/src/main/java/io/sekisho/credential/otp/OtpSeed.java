package io.sekisho.credential.otp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.SecureRandom;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.Base32;

/**
 * A seed with the parameters under which codes are made from it, as an authenticator app needs them.
 *
 * @param base32        the seed in Base32 (RFC 4648) without padding
 * @param algorithm     HMAC of the JCA, such as {@code HmacSHA1}
 * @param digits        of a code
 * @param periodSeconds of a time step
 */
public record OtpSeed(String base32, String algorithm, int digits, int periodSeconds) {

    /** 160 bits: the length that RFC 4226, section 4 (R6), recommends. */
    public static final int SEED_BYTES = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new seed, made here and nowhere else. */
    static String newBase32() {
        byte[] seed = new byte[SEED_BYTES];
        RANDOM.nextBytes(seed);
        return Base32.encode(seed);
    }

    static OtpSeed of(OTPCredentialModel credential) {
        return new OtpSeed(
                Base32.encode(credential.getDecodedSecret()),
                credential.getOTPCredentialData().getAlgorithm(),
                credential.getOTPCredentialData().getDigits(),
                credential.getOTPCredentialData().getPeriod());
    }

    /**
     * The key URI that apps read from the QR code. The issuer stands in its parameter only: in front of the label as
     * well, a Japanese name would make the code twice as dense, and hard to scan from a small screen.
     *
     * <p>A colon in either, encoded or not, is what apps part the issuer from the account at: a wide one stands in its
     * place.
     *
     * @param issuer      the institution's service
     * @param accountName what tells this account from others of the same issuer
     */
    public String keyUri(String issuer, String accountName) {
        return "otpauth://totp/" + encode(withoutColon(accountName)) + "?secret=" + base32 + "&issuer="
                + encode(withoutColon(issuer))
                + "&algorithm=" + algorithm.replace("Hmac", "") + "&digits=" + digits + "&period=" + periodSeconds;
    }

    private static String withoutColon(String name) {
        return name.replace(':', '：');
    }

    /** Percent-encoding (RFC 3986): apps take a plus sign literally. */
    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** Never the seed. */
    @Override
    public String toString() {
        return "OtpSeed[" + algorithm + ", " + digits + " digits, " + periodSeconds + " s]";
    }
}
