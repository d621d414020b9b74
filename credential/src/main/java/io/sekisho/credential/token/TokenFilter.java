package io.sekisho.credential.token;

/** Which customers a list shows, by how their token stands. Whoever asks the database for the list adds the condition to the query. */
public enum TokenFilter {

    ALL,
    /** Whose token is in use and suspended. */
    SUSPENDED,
    /** Who has a token in use, or one that is issued and can still be activated or confirmed. */
    REVOCABLE;

    private static final String ENROLLED = "exists (select 1 from CredentialEntity tc where tc.user.id = %1$s and tc.type = 'otp')";
    private static final String HELD_BACK = "exists (select 1 from AttemptEntity ta where ta.userId = %1$s and ta.factor = 'otp' and ta.suspendedAt is not null)";
    private static final String ISSUED = "exists (select 1 from TokenIssueEntity ti where ti.userId = %1$s and ti.seed is not null and ti.expiresAt > %2$d)";

    /**
     * The condition in JPQL, to be used with {@code and}.
     *
     * @param userId path of the user's id in the query
     * @param now    in milliseconds of the epoch
     */
    public String condition(String userId, long now) {
        return switch (this) {
            case ALL -> "1 = 1";
            case SUSPENDED -> (ENROLLED + " and " + HELD_BACK).formatted(userId, now);
            case REVOCABLE -> ("(" + ENROLLED + " or " + ISSUED + ")").formatted(userId, now);
        };
    }
}
