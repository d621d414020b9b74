package io.sekisho.credential.seed;

/** A seed can be neither sealed nor opened. The message is for the admin's log and holds no secret. */
public final class SeedUnavailableException extends RuntimeException {

    public SeedUnavailableException(String message) {
        super(message);
    }

    public SeedUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
