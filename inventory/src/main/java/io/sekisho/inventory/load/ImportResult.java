package io.sekisho.inventory.load;

/**
 * What an import has found in a file.
 *
 * @param read      records in all
 * @param fresh     that the inventory did not have
 * @param equal     that it had
 * @param conflicts that it has otherwise, or that the file has twice
 * @param invalid   that no token can be made of
 * @param broken    why the file could not be read to its end, or null
 */
public record ImportResult(long read, long fresh, long equal, long conflicts, long invalid, String broken) {

    /** Whether what was written may be committed; else it must be rolled back. */
    public boolean acceptable() {
        return broken == null && conflicts == 0 && invalid == 0;
    }
}
