package io.sekisho.inventory.load;

/** What became of one record of a file. */
public enum Outcome {
    /** A token that the inventory did not have. It is stored if the whole file is. */
    NEW,
    /** A token that the inventory had otherwise, and is to be as the file has it. The same goes for it. */
    REPLACED,
    /** The inventory has it, with the same seed, algorithm, digits and period; whoever's it is. Nothing changes. */
    EQUAL,
    /** The inventory has another token under this ID, or the file has the ID twice. */
    CONFLICT,
    /** Of another kind, and left out. */
    SKIPPED,
    /** No token can be made of it. */
    INVALID;

    /**
     * As reports have it.
     *
     * @param stored whether the whole file was
     */
    public String name(boolean stored) {
        return switch (this) {
            case NEW -> stored ? "IMPORTED" : "IMPORTABLE";
            case REPLACED -> stored ? "REPLACED" : "REPLACEABLE";
            default -> name();
        };
    }
}
