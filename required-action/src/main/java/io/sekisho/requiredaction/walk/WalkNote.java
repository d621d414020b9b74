package io.sekisho.requiredaction.walk;

/** What is remembered of a walk between two pages. */
public enum WalkNote {

    /** Whose walk it is. */
    OWNER("owner"),
    /** At which page it stands. */
    STAGE("stage"),
    /** The proof that was given, and what with. */
    PROVED("proved"),
    /** What the next page is to say. */
    MESSAGES("flash"),
    /** The stage whose fields these messages are about. */
    MESSAGES_STAGE("flashStage"),
    /** A sealed seed that is not yet in use. */
    SEED("seed"),
    /** Under which parameters codes are made from that seed. */
    SEED_PARAMETERS("seedParameters"),
    /** The credential that a proof was for. */
    CREDENTIAL("credential"),
    /** That a temporary transaction password was proved, and has to be replaced. */
    TEMPORARY("temporary"),
    /** What the customer typed as an e-mail address, to be shown again with what is wrong about it. */
    ADDRESS("address"),
    /** The token ID that the customer typed, to be shown again with what is wrong about it. */
    TOKEN("token"),
    /** A token of which a first code was right, and the next one is awaited. */
    PENDING("pending"),
    /** That what was set up took the place of something. */
    REPLACED("replaced"),
    /** What is known of the code that was mailed. */
    MAIL_CODE("mailCode");

    private final String key;

    WalkNote(String key) {
        this.key = key;
    }

    /** Behind the action's name, its name in the session. Nodes of other versions know it, so it is never changed. */
    String key() {
        return key;
    }
}
