package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;
import java.util.Optional;

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

    /** What is asked of the database and the session at each look. Another request may change it between two questions. */
    interface Facts {

        /** Whether the customer has an OTP. */
        boolean inUse();

        /** Whether it was confirmed in this walk. */
        boolean confirmedHere();

        /** The stage that this walk has come to; empty at its beginning. */
        Optional<ApplyStage> noted();

        /** Whether the customer has a transaction password. */
        boolean passwordSet();

        /** Whether a first transaction password needs a code by mail that this walk has not brought. */
        boolean mailCodeDue();
    }

    /** Whether the customer has an OTP, and where it comes from. */
    enum Use {
        NONE,
        /** Confirmed in this walk. */
        HERE,
        ELSEWHERE
    }

    static final int PAGES = 4;

    private final String step;
    private final int page;

    ApplyStage(String step, int page) {
        this.step = step;
        this.page = page;
    }

    /**
     * Asked for in this order: an OTP that is there at the first look, and is of this walk, is known to be so at the
     * second one. The other way round, a form sent twice would be told that the service is in use already.
     */
    static Use use(Facts facts) {
        boolean inUse = facts.inUse();
        if (facts.confirmedHere()) {
            return Use.HERE;
        }
        return inUse ? Use.ELSEWHERE : Use.NONE;
    }

    /** Where a walk stands that is not refused. */
    static ApplyStage of(Facts facts) {
        if (facts.confirmedHere()) {
            return RECEIPT;
        }
        return facts.noted().orElseGet(() -> {
            if (facts.passwordSet()) {
                return PROOF;
            }
            return facts.mailCodeDue() ? MAIL : SET;
        });
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
