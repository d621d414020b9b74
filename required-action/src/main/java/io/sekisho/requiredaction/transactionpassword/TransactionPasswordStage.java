package io.sekisho.requiredaction.transactionpassword;

import io.sekisho.requiredaction.walk.Stage;

/** Where the setting of a transaction password stands. */
enum TransactionPasswordStage implements Stage {

    /** Before a first one, where the institution asks for a code that is mailed. */
    MAIL("mail", "sekisho-transaction-password-mail.ftl"),
    /** Another one in place of the present one. */
    CHANGE("update", "sekisho-transaction-password-update.ftl"),
    /** On the same page, for a customer who has none. */
    FIRST("update", "sekisho-transaction-password-update.ftl"),
    RECEIPT("receipt", "sekisho-transaction-password-receipt.ftl");

    /** What is asked at each look. Another request may change it between two questions. */
    interface Facts {

        /** Whether the customer has just set one in this walk. */
        boolean done();

        /** Whether the customer has one. */
        boolean set();

        /** Whether a first one needs a code by mail that this walk has not brought. */
        boolean mailCodeDue();
    }

    private final String step;
    private final String template;

    TransactionPasswordStage(String step, String template) {
        this.step = step;
        this.template = template;
    }

    /**
     * Where a walk stands. Whether there is one is asked once, and the form is taken by the same answer: else one that
     * is deleted between two looks would have the next one set as a first one without its code.
     */
    static TransactionPasswordStage of(Facts facts) {
        if (facts.done()) {
            return RECEIPT;
        }
        if (facts.set()) {
            return CHANGE;
        }
        return facts.mailCodeDue() ? MAIL : FIRST;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public String template() {
        return template;
    }
}
