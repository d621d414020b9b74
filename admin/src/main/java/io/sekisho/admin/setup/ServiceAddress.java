package io.sekisho.admin.setup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.keycloak.common.util.Encode;

/** Addresses of the service's clients, in which the realm's name stands. */
final class ServiceAddress {

    private static final String REALMS = "/realms/";
    private static final String SERVICE = "/otp-service";
    private static final Pattern OF_A_REALM = Pattern.compile("(.*" + REALMS + ")[^/]+(" + SERVICE + "(?:[*/].*)?)");

    private ServiceAddress() {}

    /** Of the status page, below Keycloak's own address. */
    static String path(String realmName) {
        return REALMS + segment(realmName) + SERVICE;
    }

    /** The same address in a realm of another name; what is no address of the service stays as it is. */
    static String renamed(String address, String realmName) {
        Matcher matcher = OF_A_REALM.matcher(address);
        return matcher.matches() ? matcher.group(1) + segment(realmName) + matcher.group(2) : address;
    }

    private static String segment(String realmName) {
        return Encode.encodePathSegmentAsIs(realmName);
    }
}
