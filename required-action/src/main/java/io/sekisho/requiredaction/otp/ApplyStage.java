package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;

/** Where an application stands. */
enum ApplyStage implements Stage {

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

    @Override
    public String step() {
        return step;
    }

    int page() {
        return page;
    }

    @Override
    public String template() {
        return "sekisho-otp-apply-" + step + ".ftl";
    }
}
