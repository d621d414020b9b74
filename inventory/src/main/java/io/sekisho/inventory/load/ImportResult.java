package io.sekisho.inventory.load;

/**
 * What an import has found in a file.
 *
 * @param read      records in all
 * @param fresh     that the inventory did not have
 * @param replaced  that it had otherwise
 * @param equal     that it had
 * @param conflicts that it has otherwise, or that the file has twice
 * @param skipped   that were left out
 * @param invalid   that no token can be made of
 * @param warnings  how many of them have a warning
 * @param broken    why the file could not be read to its end, or null
 */
public record ImportResult(
        long read,
        long fresh,
        long replaced,
        long equal,
        long conflicts,
        long skipped,
        long invalid,
        long warnings,
        String broken) {

    /** Whether what was written may be committed; else it must be rolled back. */
    public boolean acceptable() {
        return broken == null && conflicts == 0 && invalid == 0;
    }
}
