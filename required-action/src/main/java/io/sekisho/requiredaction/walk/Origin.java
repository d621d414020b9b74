package io.sekisho.requiredaction.walk;

/** Where the walks of one authentication session come from: in which browser and on which login they were begun. */
public interface Origin {

    /** Whether a walk of this customer was begun in this authentication session. */
    boolean begun();

    /** Begins here, in the browser of this very request, unless it has begun. */
    void begin();

    /** Has the browser be known for as long again. */
    void keep();

    /** Whether the request comes from the browser in which the walk was begun. */
    boolean isOfThisBrowser();

    /** Whether what the customer had proved at the login holds no longer. */
    boolean isLoginOver();
}
