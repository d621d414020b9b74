package io.sekisho.requiredaction.walk;

/**
 * What a walk answers to a request.
 *
 * @param <S> the walk's stages
 */
public sealed interface Answer<S extends Stage> {

    /** Nothing of the walk. */
    record Interrupted<S extends Stage>(Interruption interruption) implements Answer<S> {}

    /** The page that says why the walk cannot be gone now. */
    record Refused<S extends Stage>(Refusal refusal) implements Answer<S> {}

    /** The page of a stage. */
    record Page<S extends Stage>(S stage) implements Answer<S> {}

    /** After a form, a redirect to the page that is due. */
    record Due<S extends Stage>() implements Answer<S> {}

    /**
     * The walk is over.
     *
     * @param outcome any but {@link Outcome#CONTINUE}
     */
    record Over<S extends Stage>(Outcome outcome) implements Answer<S> {}
}
