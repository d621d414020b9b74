package io.sekisho.admin.setup;

/** A flow of the realm that nothing can be made of, with the reason, for the admin. */
final class UnsuitableFlow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsuitableFlow(String reason) {
        super(reason, null, false, false);
    }
}
