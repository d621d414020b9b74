package io.sekisho.requiredaction.token;

import java.util.Arrays;
import java.util.Optional;

/** Where the issue of a token stands. */
enum TokenIssueStage {

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

    /** As the page's form names it. */
    String step() {
        return step;
    }

    /** The one that a form or a note names; empty if it names none. */
    static Optional<TokenIssueStage> of(String step) {
        return Arrays.stream(values()).filter(stage -> stage.step.equals(step)).findFirst();
    }

    /** From 1; 0 for what comes before. */
    int page() {
        return page;
    }

    String template() {
        return template;
    }
}
