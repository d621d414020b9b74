package io.sekisho.inventory.load;

/** What whoever imports a file has chosen to have done with what else would refuse it. */
public enum ImportChoice {
    /**
     * A token that the inventory has otherwise is as the file has it from then on, if it is nobody's and not lost: free,
     * or retired.
     */
    REPLACE,
    /** Good records of what is no token of ours are left out. */
    SKIP_OTHER_KINDS
}
