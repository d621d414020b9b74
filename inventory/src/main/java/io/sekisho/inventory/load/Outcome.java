package io.sekisho.inventory.load;

/** What became of one record of a file. */
public enum Outcome {
    /** A token that the inventory did not have. It is stored if the whole file is. */
    NEW,
    /** The inventory has it, with the same seed, algorithm, digits and period; whoever's it is. Nothing changes. */
    EQUAL,
    /** The inventory has another token under this ID, or the file has the ID twice. */
    CONFLICT,
    /** No token can be made of it. */
    INVALID;

    /**
     * As reports have it.
     *
     * @param stored whether the whole file was
     */
    public String name(boolean stored) {
        return this != NEW ? name() : stored ? "IMPORTED" : "IMPORTABLE";
    }
}
