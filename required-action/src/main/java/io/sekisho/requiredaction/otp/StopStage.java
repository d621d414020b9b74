package io.sekisho.requiredaction.otp;

import io.sekisho.requiredaction.walk.Stage;

/** Where a stop stands. */
enum StopStage implements Stage {
    CONFIRM("confirm", "sekisho-otp-stop.ftl"),
    RECEIPT("receipt", "sekisho-otp-stop-receipt.ftl");

    private final String step;
    private final String template;

    StopStage(String step, String template) {
        this.step = step;
        this.template = template;
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
