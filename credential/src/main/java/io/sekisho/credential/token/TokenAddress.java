package io.sekisho.credential.token;

import io.sekisho.institution.MailAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** 送信先メールアドレス: the rule for an address that a customer has a token sent to. */
public final class TokenAddress {

    public static final int MIN_LENGTH = 4;
    public static final int MAX_LENGTH = 64;

    private static final Pattern HALF_WIDTH = Pattern.compile("[!-~]*");
    /**
     * One address and nothing else (RFC 5322 without quoted names, comments and routes), as {@link MailAddress#plain}
     * writes it: dots may stand anywhere in the name.
     */
    private static final Pattern ADDRESS = Pattern.compile(
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+");

    private TokenAddress() {}

    /** Why an address is refused. */
    public enum Violation {
        MISSING,
        NOT_HALF_WIDTH,
        TOO_SHORT,
        TOO_LONG,
        NO_ADDRESS
    }

    /** @param address as typed, without spaces around it; or null */
    public static Optional<Violation> violation(@Nullable String address) {
        if (address == null || address.isEmpty()) {
            return Optional.of(Violation.MISSING);
        }
        if (!HALF_WIDTH.matcher(address).matches()) {
            return Optional.of(Violation.NOT_HALF_WIDTH);
        }
        if (address.length() < MIN_LENGTH) {
            return Optional.of(Violation.TOO_SHORT);
        }
        if (address.length() > MAX_LENGTH) {
            return Optional.of(Violation.TOO_LONG);
        }
        return ADDRESS.matcher(address).matches() ? Optional.empty() : Optional.of(Violation.NO_ADDRESS);
    }
}
