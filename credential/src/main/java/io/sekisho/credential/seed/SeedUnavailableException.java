package io.sekisho.credential.seed;

import org.jspecify.annotations.Nullable;

/** A seed can be neither sealed nor opened. The message is for the admin's log and holds no secret. */
public final class SeedUnavailableException extends RuntimeException {

    private final SeedFailure failure;

    public SeedUnavailableException(SeedFailure failure, String message) {
        this(failure, message, null);
    }

    public SeedUnavailableException(SeedFailure failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /**
     * Whether a stored value is the trouble, and concerns nobody but its owner; otherwise the keyring is, and it
     * concerns everybody.
     */
    boolean ofOneSeed() {
        return failure == SeedFailure.DAMAGED;
    }

    /** What kind of reason it is; the message says it in words. */
    public SeedFailure failure() {
        return failure;
    }
}
