package io.sekisho.inventory;

/** How a token of the inventory stands. */
public enum TokenStatus {
    /** On the shelf, or handed out and not bound yet. */
    FREE,
    /** One customer's; its codes are asked for at each login. */
    BOUND,
    /** Reported lost, or replaced by another one: no code of it is accepted, and it cannot be bound. */
    LOST,
    /** Taken out of use for good. */
    RETIRED
}
