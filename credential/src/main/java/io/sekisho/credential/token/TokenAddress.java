package io.sekisho.credential.token;

import java.util.Optional;
import java.util.regex.Pattern;

/** 送信先メールアドレス: the rule for an address that a customer has a token sent to. */
public final class TokenAddress {

    public static final int MIN_LENGTH = 4;
    public static final int MAX_LENGTH = 64;

    private static final Pattern HALF_WIDTH = Pattern.compile("[!-~]*");
    /**
     * One address and nothing else (RFC 5322 without quoted names, comments and routes). Dots may stand anywhere in the
     * name, since Japanese mobile carriers have given out such addresses.
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
    public static Optional<Violation> violation(String address) {
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

    /**
     * As mail programs take it: a name whose dots RFC 5322 allows only in quotes is put in quotes, which name the same
     * mailbox.
     *
     * @param address without a {@link #violation}
     */
    public static String deliverable(String address) {
        int at = address.indexOf('@');
        String name = address.substring(0, at);
        return name.startsWith(".") || name.endsWith(".") || name.contains("..")
                ? '"' + name + '"' + address.substring(at)
                : address;
    }

    /** {@code t***@example.com}: the first character of the name, and the domain. */
    public static String masked(String address) {
        int at = address.indexOf('@');
        return at < 1 ? "***" : address.charAt(0) + "***" + address.substring(at);
    }
}
