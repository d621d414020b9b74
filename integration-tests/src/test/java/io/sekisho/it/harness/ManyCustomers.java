package io.sekisho.it.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Customers by the thousand, with everything that Sekisho may know of one: made by SQL, in four realms, a quarter of
 * them in each. Nobody logs in as one of them.
 */
public final class ManyCustomers {

    public static final String APPS = "plans-apps";
    public static final String ISSUES = "plans-issues";
    public static final String BINDS = "plans-binds";
    public static final String COMPANIES = "plans-companies";

    /** The realms, which have to be there, and which of the demo's each is like. */
    public static final Map<String, String> MODELS =
            new TreeMap<>(Map.of(APPS, "mito", ISSUES, "sample-bank", BINDS, "sample-direct", COMPANIES, "kenshin"));

    /** So many codes in a row that are taken without waiting. */
    public static final int STEPS_AHEAD = 10;

    private ManyCustomers() {}

    /** Changes one of the demo's realms to one of these. */
    public static void adjust(ObjectNode realm) {
        TestRealm.hashFast(realm);
        realm.put("otpPolicyPeriod", 30).put("otpPolicyDigits", 6);
        ObjectNode attributes = realm.withObject("/attributes");
        attributes
                .put("sekisho.lookAroundSteps", Integer.toString(STEPS_AHEAD))
                .put("sekisho.enrolmentLookAroundSteps", "2")
                .put("sekisho.reissueBlackout", "");
    }

    /**
     * Makes those of some numbers, beside those that are there, and has all tables analysed. The first company that
     * {@link TestCompany} has made gets 500 of the first 2,000.
     *
     * @param first  number of the first one
     * @param behind number after the last one
     */
    public static void store(Postgres postgres, int first, int behind) {
        try {
            String sql = new String(
                    ManyCustomers.class
                            .getResourceAsStream("/plans/customers.sql")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            postgres.execute(Stream.concat(
                            Stream.of("set plans.first = " + first, "set plans.behind = " + behind),
                            Arrays.stream(sql.split(";\n")))
                    .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
