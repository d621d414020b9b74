package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database says of one customer, in one look: credentials, tokens, issues, events and notices. Whatever has
 * happened to nodes, they must agree: a change was made with its event and its notice, or not at all.
 */
public final class Books {

    /** What changes the OTP or reports of it, and the notice that comes with each. */
    private static final Map<String, String> NOTICES = Map.of(
            "applied",
            "OTP_APPLIED",
            "redisplayed",
            "OTP_REDISPLAYED",
            "stopped",
            "OTP_STOPPED",
            "confirmed",
            "TOKEN_CONFIRMED",
            "bound",
            "TOKEN_BOUND",
            "replaced",
            "TOKEN_REPLACED",
            "changed",
            "TRANSACTION_PASSWORD_CHANGED",
            "suspension-lifted",
            "OTP_SUSPENSION_LIFTED",
            "revoked",
            "TOKEN_REVOKED");

    private static final List<String> MAKING = List.of("applied", "confirmed", "bound");
    private static final List<String> ENDING = List.of("stopped", "revoked");
    private static final String CREDENTIALS =
            "select count(*) from CREDENTIAL c where c.USER_ID = u.ID and c.TYPE = 'otp'";

    private final Customer customer;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /** Of now. */
    public Books(Cluster cluster, Customer customer) {
        this.customer = customer;
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("otp", CREDENTIALS);
        questions.put("transactionPassword", CREDENTIALS.replace("'otp'", "'transaction-password'"));
        questions.put(
                "lostStates",
                "select count(*) from SEKISHO_OTP_STATE s where s.USER_ID = u.ID and not exists (select 1 from CREDENTIAL c where c.ID = s.CREDENTIAL_ID)");
        questions.put(
                "redisplays", "select coalesce(sum(s.REDISPLAYS), 0) from SEKISHO_OTP_STATE s where s.USER_ID = u.ID");
        questions.put("issues", "select count(*) from SEKISHO_TOKEN_ISSUE i where i.USER_ID = u.ID");
        questions.put(
                "boundTokens",
                "select count(*) from SEKISHO_TOKEN t join CREDENTIAL c on c.ID = t.CREDENTIAL_ID and c.USER_ID = t.USER_ID"
                        + " where t.USER_ID = u.ID and t.STATUS = 'BOUND'");
        questions.put("heldTokens", "select count(*) from SEKISHO_TOKEN t where t.USER_ID = u.ID");
        NOTICES.forEach((action, kind) -> {
            questions.put(
                    "event " + action,
                    "select count(*) from EVENT_ENTITY e where e.USER_ID = u.ID and e.DETAILS_JSON_LONG_VALUE like '%\"action\":\""
                            + action + "\"%'");
            questions.put(
                    "notice " + action,
                    "select count(*) from SEKISHO_NOTICE n where n.USER_ID = u.ID and n.KIND = '" + kind + "'");
        });
        questions.put(
                "event issued",
                "select count(*) from EVENT_ENTITY e where e.USER_ID = u.ID and e.DETAILS_JSON_LONG_VALUE like '%\"action\":\"issued\"%'");
        questions.put(
                "notice issued",
                "select count(*) from SEKISHO_NOTICE n where n.USER_ID = u.ID and n.KIND = 'TOKEN_ACTIVATION'");
        questions.put(
                "issuesWithoutMail",
                "select count(*) from SEKISHO_TOKEN_ISSUE i where i.USER_ID = u.ID"
                        + " and not exists (select 1 from SEKISHO_NOTICE n where n.ID = i.NOTICE_ID)");
        // One statement sees one state of the database.
        String answer = cluster.query(
                        "select concat_ws(' ', (" + String.join("), (", questions.values())
                                + ")) from USER_ENTITY u where u.ID = ?",
                        customer.id())
                .get(0);
        String[] values = answer.split(" ");
        int index = 0;
        for (String question : questions.keySet()) {
            numbers.put(question, Integer.parseInt(values[index++]));
        }
    }

    /** How often something was done, as events tell it. */
    public int done(String action) {
        return numbers.get("event " + action);
    }

    /** Whether the customer has an OTP. */
    public boolean enrolled() {
        return numbers.get("otp") == 1;
    }

    public boolean hasTransactionPassword() {
        return numbers.get("transactionPassword") == 1;
    }

    /**
     * Says whether everything agrees.
     *
     * @param before whether the customer had an OTP at first
     */
    public void assertNothingHalfDone(boolean before) {
        NOTICES.keySet()
                .forEach(action -> assertEquals(
                        done(action), numbers.get("notice " + action), this + ": events and notices of " + action));
        // Another issue withdraws the mail of the one before, if that has not left yet.
        assertTrue(
                numbers.get("notice issued") <= done("issued")
                        && (done("issued") == 0 || numbers.get("notice issued") > 0),
                this + ": events and mails of issues");
        assertEquals(0, numbers.get("issuesWithoutMail"), this + ": an issue and its mail");
        int made = MAKING.stream().mapToInt(this::done).sum();
        int ended = ENDING.stream().mapToInt(this::done).sum();
        assertEquals((before ? 1 : 0) + made - ended, numbers.get("otp"), this + ": credentials and events");
        assertTrue(numbers.get("otp") <= 1 && numbers.get("transactionPassword") <= 1, this + ": one of each");
        assertEquals(0, numbers.get("lostStates"), this + ": states without a credential");
        assertTrue(
                numbers.get("issues") == 0 || !enrolled() && done("issued") > 0,
                this + ": an issue, or a token in use");
        assertEquals(
                done("redisplayed"),
                numbers.get("redisplays") == 0 && !enrolled() ? done("redisplayed") : numbers.get("redisplays"),
                this + ": re-displays");
        assertEquals(
                numbers.get("boundTokens"),
                numbers.get("heldTokens"),
                this + ": a token is bound to the credential that there is");
        assertTrue(numbers.get("heldTokens") <= numbers.get("otp"), this + ": tokens and credentials");
        assertTrue(
                done("bound") + done("replaced") == 0
                        || numbers.get("heldTokens").equals(numbers.get("otp")),
                this + ": a bound token for its credential");
    }

    @Override
    public String toString() {
        Map<String, Integer> some = new LinkedHashMap<>(numbers);
        some.values().removeIf(number -> number == 0);
        return "customer " + customer.number() + " of " + customer.realm() + " " + some;
    }
}
