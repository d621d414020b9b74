package io.sekisho.admin;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a caller is answered who asks for one thing by its id. What the caller may not even see is refused just as what
 * is not there, so that no answer tells which ids there are.
 */
enum Access {
    GRANTED,
    NOT_ALLOWED,
    /** Only told to whoever may see all of its kind, and therefore learns nothing by it. */
    NOT_THERE;

    /**
     * @param found   empty if there is nothing of this id
     * @param right   whether the caller may do what he wants to with it
     * @param view    whether the caller may see it
     * @param viewAll whether the caller may see all of its kind, but for those that he is denied
     */
    static <T> Access to(Optional<T> found, Predicate<T> right, Predicate<T> view, boolean viewAll) {
        if (found.filter(right).isPresent()) {
            return GRANTED;
        }
        return viewAll && found.filter(view).isEmpty() ? NOT_THERE : NOT_ALLOWED;
    }
}
