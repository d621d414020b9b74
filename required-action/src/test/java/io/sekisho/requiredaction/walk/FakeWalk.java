package io.sekisho.requiredaction.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;

/** A walk of a proof, a confirmation and a receipt, such as the real ones are. */
final class FakeWalk implements Walk<FakeWalk.FakeStage, FakeWalkContext> {

    enum FakeStage implements Stage {
        PROOF,
        CONFIRM,
        RECEIPT;

        @Override
        public String step() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String template() {
            return step() + ".ftl";
        }
    }

    /** Whether what the walk is for has happened: in the database, which all tabs share. */
    boolean done;

    Refusal refusal;
    /** What the last form of the receipt brings about. */
    Outcome end = Outcome.FINISH;
    /** Which forms were taken. */
    final List<FakeStage> taken = new ArrayList<>();

    @Override
    public Optional<Refusal> refusal(FakeWalkContext context) {
        return Optional.ofNullable(refusal);
    }

    @Override
    public FakeStage stage(FakeWalkContext context) {
        if (done) {
            return FakeStage.RECEIPT;
        }
        return context.isProved(Proof.TRANSACTION_PASSWORD)
                ? context.notedStage(FakeStage.class).orElse(FakeStage.PROOF)
                : FakeStage.PROOF;
    }

    @Override
    public Outcome submit(FakeWalkContext context, FakeStage stage) {
        taken.add(stage);
        switch (stage) {
            case PROOF -> {
                if ("wrong".equals(context.posted("password"))) {
                    context.showError(new FormMessage("password", "wrong"));
                } else {
                    context.prove(Proof.TRANSACTION_PASSWORD, context.presentBasis(Proof.TRANSACTION_PASSWORD));
                    context.note(WalkNote.SEED, "sealed");
                    context.goTo(FakeStage.CONFIRM);
                }
            }
            case CONFIRM -> done = true;
            case RECEIPT -> {
                return end;
            }
        }
        return Outcome.CONTINUE;
    }
}
