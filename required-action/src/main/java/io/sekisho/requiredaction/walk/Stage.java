package io.sekisho.requiredaction.walk;

import java.util.Arrays;
import java.util.Optional;

/** Where a walk can stand. */
public interface Stage {

    /** As the page's form names it, and the note of the walk. Two stages of one page may share it. */
    String step();

    /** Of its page. */
    String template();

    /** The first one that a form or a note names; empty if it names none. */
    static <S extends Enum<S> & Stage> Optional<S> of(Class<S> stages, String step) {
        return Arrays.stream(stages.getEnumConstants())
                .filter(stage -> stage.step().equals(step))
                .findFirst();
    }
}
