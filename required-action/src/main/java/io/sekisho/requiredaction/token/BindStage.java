package io.sekisho.requiredaction.token;

import io.sekisho.institution.EnrolmentProof;
import io.sekisho.institution.ReplacementProof;
import io.sekisho.requiredaction.walk.Proof;
import io.sekisho.requiredaction.walk.Stage;

/** Where the binding of a token stands. */
enum BindStage implements Stage {

    /** The transaction password. */
    PROOF("proof", "-proof", 1),
    /** A code that was mailed to the registered address. */
    MAIL("mail", "-mail", 1),
    /** トークンID and ワンタイムパスワード */
    TOKEN("token", "", 2),
    /** The code after it, of a token whose clock is far off. */
    NEXT("next", "-next", 2),
    /** 処理結果 */
    RECEIPT("receipt", "-receipt", 3);

    /** What is asked of the database and the session at each look. Another request may change it between two questions. */
    interface Facts {

        /** Whether the customer has a token (or an app) that another one would take the place of. */
        boolean inUse();

        /** Whether it was bound in this walk. */
        boolean boundHere();

        /** What the institution asks for before a first token. */
        EnrolmentProof enrolmentProof();

        /** What it asks for before another one. */
        ReplacementProof replacementProof();

        /** Whether there was a login. */
        boolean loggedIn();

        /** Whether the walk has given a proof that is still good. */
        boolean proved(Proof proof);

        /** Whether a first code was right, and the next one is awaited. */
        boolean nextCodeAwaited();
    }

    static final int PARTS = 3;

    private final String step;
    private final String templateSuffix;
    private final int part;

    BindStage(String step, String templateSuffix, int part) {
        this.step = step;
        this.templateSuffix = templateSuffix;
        this.part = part;
    }

    /**
     * Where a walk stands. Whether there is a token is asked for before whether it was bound here: else one that this
     * walk binds between the two questions, by its form that was sent twice, would be taken for somebody else's, and
     * the customer be asked for the proof of a replacement, and mailed a code.
     */
    static BindStage of(Facts facts) {
        boolean replacing = facts.inUse();
        if (facts.boundHere()) {
            return RECEIPT;
        }
        if (!proved(facts, replacing)) {
            return proof(facts, replacing) == ReplacementProof.MAIL_CODE ? MAIL : PROOF;
        }
        return facts.nextCodeAwaited() ? NEXT : TOKEN;
    }

    /** Whether the walk has given the proof that a first token or a replacement asks for. */
    static boolean proved(Facts facts, boolean replacing) {
        return switch (proof(facts, replacing)) {
            case NONE -> true;
            case TRANSACTION_PASSWORD -> facts.proved(Proof.TRANSACTION_PASSWORD);
            case MAIL_CODE -> facts.proved(Proof.MAIL_CODE);
        };
    }

    /** Where the institution is content with the login, there must have been one. */
    private static ReplacementProof proof(Facts facts, boolean replacing) {
        ReplacementProof asked = replacing
                ? facts.replacementProof()
                : facts.enrolmentProof() == EnrolmentProof.NONE
                        ? ReplacementProof.NONE
                        : ReplacementProof.TRANSACTION_PASSWORD;
        return asked == ReplacementProof.NONE && !facts.loggedIn() ? ReplacementProof.TRANSACTION_PASSWORD : asked;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public String template() {
        return "sekisho-token-bind" + templateSuffix + ".ftl";
    }

    /** Of {@link #PARTS}, as the progress shows it. */
    int part() {
        return part;
    }
}
