package io.sekisho.institution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mail address in its two spellings. Japanese mobile carriers have given out names with dots at either end or next
 * to each other, which RFC 5322 allows in quotes only: people write {@code taro..yamada.@docomo.ne.jp}, mail servers
 * {@code "taro..yamada."@docomo.ne.jp}, and both name the same mailbox.
 */
public final class MailAddress {

    /** A name in quotes that needs no escapes: everything that RFC 5322 allows without quotes, and dots anywhere. */
    private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+)\"(@[^\"@]*)");

    private MailAddress() {}

    /**
     * As people write it: without quotes around the name, where it can do without escapes.
     *
     * @param address of either spelling, or anything else, which comes back as it is
     */
    public static String plain(String address) {
        Matcher quoted = QUOTED.matcher(address);
        return quoted.matches() ? quoted.group(1) + quoted.group(2) : address;
    }

    /**
     * As mail servers take it: in quotes if, and only if, the name's dots ask for them.
     *
     * @param address of either spelling, or anything else, which comes back as it is
     */
    public static String deliverable(String address) {
        String plain = plain(address);
        int at = plain.lastIndexOf('@');
        String name = at < 0 ? "" : plain.substring(0, at);
        return (name.startsWith(".") || name.endsWith(".") || name.contains(".."))
                        && QUOTED.matcher('"' + name + '"' + plain.substring(at))
                                .matches()
                ? '"' + name + '"' + plain.substring(at)
                : plain;
    }

    /** {@code t***@example.com}: the first character of the name, and the domain. */
    public static String masked(String address) {
        String plain = plain(address);
        int at = plain.indexOf('@');
        return at < 1 ? "***" : plain.charAt(0) + "***" + plain.substring(at);
    }
}
