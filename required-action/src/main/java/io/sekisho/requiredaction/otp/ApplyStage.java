package io.sekisho.requiredaction.otp;

import java.util.Arrays;
import java.util.Optional;

/** Where an application stands. */
enum ApplyStage {

    /** 取引パスワード認証 */
    PROOF("proof", 1),
    /** Before the next one, where the institution asks for a code that is mailed. */
    MAIL("mail", 1),
    /** In place of the proof, for a customer who has no transaction password, or a temporary one. */
    SET("set", 1),
    /** 登録 */
    REGISTER("register", 2),
    /** 確認 */
    CONFIRM("confirm", 3),
    /** 受付 */
    RECEIPT("receipt", 4);

    static final int PAGES = 4;

    private final String step;
    private final int page;

    ApplyStage(String step, int page) {
        this.step = step;
        this.page = page;
    }

    /** As the page's form names it. */
    String step() {
        return step;
    }

    /** The one that a form or a note names; empty if it names none. */
    static Optional<ApplyStage> of(String step) {
        return Arrays.stream(values()).filter(stage -> stage.step.equals(step)).findFirst();
    }

    int page() {
        return page;
    }

    String template() {
        return "sekisho-otp-apply-" + step + ".ftl";
    }
}
