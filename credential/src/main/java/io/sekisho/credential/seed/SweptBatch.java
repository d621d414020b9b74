package io.sekisho.credential.seed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep of seeds has done in one of its transactions.
 *
 * @param lastId   the id up to which it has looked, or null if nothing is after it
 * @param outdated how many seeds it has come across that are not under the active key
 * @param written  how many of them it has written
 */
public record SweptBatch(@Nullable String lastId, int outdated, int written) {

    /**
     * @param ids of what it has come across, in their order
     * @param size how many it wanted
     */
    public static SweptBatch of(List<String> ids, int size, int written) {
        return new SweptBatch(ids.size() < size ? null : ids.get(size - 1), ids.size(), written);
    }
}
