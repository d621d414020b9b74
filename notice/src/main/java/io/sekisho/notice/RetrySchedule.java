package io.sekisho.notice;

/**
 * When a notice that could not be sent is tried again: after {@code firstMillis}, then each time after twice as long,
 * at most after {@code maxMillis}, until {@code maxAttempts} have failed.
 */
record RetrySchedule(long firstMillis, long maxMillis, int maxAttempts) {

    RetrySchedule {
        if (firstMillis < 1 || maxMillis < firstMillis || maxAttempts < 1) {
            throw new IllegalArgumentException("not a schedule: first " + firstMillis + " ms, at most " + maxMillis
                    + " ms, " + maxAttempts + " attempts");
        }
    }

    /** How long to wait after the given number of failed attempts. */
    long waitMillis(int failedAttempts) {
        long wait = firstMillis;
        for (int i = 1; i < failedAttempts && wait < maxMillis; i++) {
            // Compared before it is doubled, so that it cannot overflow.
            wait = wait > maxMillis / 2 ? maxMillis : wait * 2;
        }
        return Math.min(wait, maxMillis);
    }

    /** How long it takes from the first attempt to the last one, if none takes any time itself. */
    long totalMillis() {
        long total = 0;
        int failed = 1;
        for (; failed < maxAttempts && waitMillis(failed) < maxMillis; failed++) {
            total += waitMillis(failed);
        }
        int longest = maxAttempts - failed;
        return longest > 0 && maxMillis > (Long.MAX_VALUE - total) / longest
                ? Long.MAX_VALUE
                : total + longest * maxMillis;
    }

    /** Whether a notice is given up after the given number of failed attempts. */
    boolean exhausted(int failedAttempts) {
        return failedAttempts >= maxAttempts;
    }
}
