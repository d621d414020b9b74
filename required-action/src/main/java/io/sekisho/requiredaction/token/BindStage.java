package io.sekisho.requiredaction.token;

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

    static final int PARTS = 3;

    private final String step;
    private final String templateSuffix;
    private final int part;

    BindStage(String step, String templateSuffix, int part) {
        this.step = step;
        this.templateSuffix = templateSuffix;
        this.part = part;
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
