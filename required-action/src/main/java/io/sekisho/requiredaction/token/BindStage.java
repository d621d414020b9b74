package io.sekisho.requiredaction.token;

import java.util.Arrays;
import java.util.Optional;

/** Where the binding of a token stands. */
enum BindStage {

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

    static final int PARTS = 3;

    private final String step;
    private final String templateSuffix;
    private final int part;

    BindStage(String step, String templateSuffix, int part) {
        this.step = step;
        this.templateSuffix = templateSuffix;
        this.part = part;
    }

    /** As the page's form names it. */
    String step() {
        return step;
    }

    /** The one that a form or a note names; empty if it names none. */
    static Optional<BindStage> of(String step) {
        return Arrays.stream(values()).filter(stage -> stage.step.equals(step)).findFirst();
    }

    String template() {
        return "sekisho-token-bind" + templateSuffix + ".ftl";
    }

    /** Of {@link #PARTS}, as the progress shows it. */
    int part() {
        return part;
    }
}
