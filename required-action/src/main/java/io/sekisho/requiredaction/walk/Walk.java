package io.sekisho.requiredaction.walk;

import java.util.Optional;

/**
 * What one walk does of its own. What all have in common is {@link WalkEngine}'s.
 *
 * @param <S> the stages
 * @param <C> what it is gone in
 */
public interface Walk<S extends Stage, C extends WalkContext> {

    /** Why the walk cannot be gone now; or empty. Asked before each page and each form. */
    Optional<Refusal> refusal(C context);

    /** The stage at which the walk stands, the first one at the beginning. */
    S stage(C context);

    /**
     * Takes the form of the present stage.
     *
     * @param stage the one that the form was compared with; another request may have brought the walk to another one
     *     since
     */
    Outcome submit(C context, S stage);
}
