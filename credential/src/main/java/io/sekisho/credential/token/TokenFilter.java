package io.sekisho.credential.token;

/**
 * Which customers a list shows, by how their token stands. Whoever asks the database for the list adds the condition to
 * the query.
 */
public enum TokenFilter {
    ALL,
    /** Customers whose token is in use and suspended. */
    SUSPENDED,
    /** Customers who have a token in use, or one that is issued and can still be activated or confirmed. */
    REVOCABLE;

    // Counted and not "exists": where one of these is joined by "or", or a company is large, PostgreSQL turns
    // "exists" into a hash of the whole table, of all realms. A count is looked up by index for each user that the
    // query has come to.
    private static final String ENROLLED =
            "(select count(tc.id) from CredentialEntity tc where tc.user.id = %1$s and tc.type = 'otp') > 0";
    private static final String HELD_BACK =
            "(select count(ta.userId) from AttemptEntity ta where ta.userId = %1$s and ta.factor = 'otp' and ta.suspendedAt is not null) > 0";
    private static final String ISSUED =
            "(select count(ti.userId) from TokenIssueEntity ti where ti.userId = %1$s and ti.seed is not null and ti.expiresAt > :now) > 0";

    /**
     * The condition in JPQL, to be used with {@code and}. Always the same text, for queries are kept by their text.
     *
     * @param userId path of the user's id in the query
     */
    public String condition(String userId) {
        return switch (this) {
            case ALL -> "1 = 1";
            case SUSPENDED -> (HELD_BACK + " and " + ENROLLED).formatted(userId);
            case REVOCABLE -> ("(" + ENROLLED + " or " + ISSUED + ")").formatted(userId);
        };
    }

    /** Whether the condition has the parameter {@code now}, in milliseconds of the epoch. */
    public boolean timed() {
        return this == REVOCABLE;
    }
}
