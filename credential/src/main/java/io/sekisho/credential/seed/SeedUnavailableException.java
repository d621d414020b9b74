package io.sekisho.credential.seed;

/** A seed can be neither sealed nor opened. The message is for the admin's log and holds no secret. */
public final class SeedUnavailableException extends RuntimeException {

    private final boolean ofOneSeed;

    /** The keyring is the trouble, or lacks a key: it concerns everybody. */
    public SeedUnavailableException(String message) {
        this(message, null);
    }

    public SeedUnavailableException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private SeedUnavailableException(String message, Throwable cause, boolean ofOneSeed) {
        super(message, cause);
        this.ofOneSeed = ofOneSeed;
    }

    /** A stored value is the trouble, and concerns nobody but its owner. @param cause may be null */
    public static SeedUnavailableException ofOneSeed(String message, Throwable cause) {
        return new SeedUnavailableException(message, cause, true);
    }

    boolean ofOneSeed() {
        return ofOneSeed;
    }
}
