package io.sekisho.requiredaction.token;

import io.sekisho.requiredaction.walk.Stage;

/** Where the issue of a token stands. */
enum TokenIssueStage implements Stage {

    /** A token was revoked a short time ago. */
    WAIT("wait", 0, "sekisho-token-issue-wait.ftl"),
    /** A token is in use: there is nothing to issue. */
    IN_USE("in-use", 0, "sekisho-token-issue-in-use.ftl"),
    /** 取引パスワード認証 */
    PROOF("proof", 0, "sekisho-token-issue-proof.ftl"),
    /** ワンタイムパスワードトークン発行 */
    ISSUE("issue", 1, "sekisho-token-issue.ftl"),
    /** ワンタイムパスワード認証確認 */
    CONFIRM("confirm", 2, "sekisho-token-issue-confirm.ftl"),
    RECEIPT("receipt", 3, "sekisho-token-issue-receipt.ftl");

    /** What is asked of the database and the session at each look. Another request may change it between two questions. */
    interface Facts {

        /** Whether there is an issue that is not in use yet. */
        boolean issued();

        /** Whether the customer has a token in use. */
        boolean inUse();

        /** Whether the token in use was confirmed in this walk. */
        boolean confirmedHere();

        /** Whether the customer has to wait after a revocation. */
        boolean waiting();

        /** Whether a proof is asked for that this walk has not given. */
        boolean proofDue();

        /** Whether this walk has come to the confirmation. */
        boolean confirming();
    }

    /** Without the proof, which an institution may not ask for. */
    static final int PAGES = 3;

    private final String step;
    private final int page;
    private final String template;

    TokenIssueStage(String step, int page, String template) {
        this.step = step;
        this.page = page;
        this.template = template;
    }

    /**
     * Where a walk stands. The issue is asked for before the token in use: a confirmation turns the one into the other,
     * so an issue that is gone at the first look is a token in use at the second one, whenever the confirmation was.
     */
    static TokenIssueStage of(Facts facts) {
        boolean issued = facts.issued();
        if (facts.inUse()) {
            return facts.confirmedHere() ? RECEIPT : IN_USE;
        }
        if (facts.waiting()) {
            return WAIT;
        }
        if (facts.proofDue()) {
            return PROOF;
        }
        return issued && facts.confirming() ? CONFIRM : ISSUE;
    }

    @Override
    public String step() {
        return step;
    }

    /** From 1; 0 for what comes before. */
    int page() {
        return page;
    }

    @Override
    public String template() {
        return template;
    }
}
