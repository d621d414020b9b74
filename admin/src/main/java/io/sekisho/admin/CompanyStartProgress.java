package io.sekisho.admin;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How far the start of a company is. Times are ISO 8601 in UTC.
 *
 * @param total   users of the company when it began
 * @param begunAt when it was asked for
 * @param endedAt or null while it is running
 * @param failure a sentence, or null where all went well
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CompanyStartProgress(
        State state,
        int started,
        int alreadyStarted,
        int leftOut,
        int total,
        String begunAt,
        String endedAt,
        String failure) {

    /** Of a start. */
    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** What came of it, up to now. */
    TokenStart.Result result() {
        return new TokenStart.Result(started, alreadyStarted, leftOut);
    }
}
