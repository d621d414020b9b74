package io.sekisho.credential.token;

import io.sekisho.credential.otp.OtpSeed;
import org.jspecify.annotations.Nullable;

/** What became of the wish of an app to be given a seed. */
public sealed interface Activation {

    /**
     * The seed, for the one time that it is handed out.
     *
     * @param userId Keycloak's id of the customer
     * @param accountName the login name
     */
    record Activated(String userId, String accountName, OtpSeed seed) implements Activation {}

    /**
     * Unknown, wrong, expired, used or void: the caller must not tell which. Only for the event log.
     *
     * @param userId Keycloak's id of the customer whose issue it was, or null
     */
    record Refused(@Nullable String userId) implements Activation {}

    /** The seed cannot be read through no fault of the customer. Nothing has changed. */
    record Unavailable() implements Activation {}
}
