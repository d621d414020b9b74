package io.sekisho.requiredaction.walk;

import java.util.Optional;

/**
 * The rules that all walks have in common, without Keycloak.
 *
 * <p>The walk's stage is kept on the server; each form names the stage it belongs to. A form of another stage (out of
 * order, sent twice, of another tab, of the browser's back button) changes nothing: the customer is shown where the
 * walk stands. Each form is answered by the way to the page that is due, so that a reload never sends anything again.
 */
public final class WalkEngine {

    /** What a form names as its stage that is on the page of a refusal. */
    private static final String REFUSED = "refused";

    /** The field in which a form names its stage. */
    private static final String STEP = "step";

    private WalkEngine() {}

    /** What is shown to a customer who comes for the page that is due. */
    public static <S extends Stage, C extends WalkContext> Answer<S> show(Walk<S, C> walk, C context) {
        context.notes().claim(context.userId());
        // Where no login has led here, as after an update of this program.
        context.origin().begin();
        Optional<Interruption> interruption = interruption(context);
        if (interruption.isPresent()) {
            return new Answer.Interrupted<>(interruption.get());
        }
        context.origin().keep();
        Optional<Refusal> refusal = walk.refusal(context);
        return refusal.isPresent() ? new Answer.Refused<>(refusal.get()) : new Answer.Page<>(walk.stage(context));
    }

    /** Takes a form. */
    public static <S extends Stage, C extends WalkContext> Answer<S> take(Walk<S, C> walk, C context) {
        context.notes().claim(context.userId());
        boolean begun = context.origin().begun();
        Optional<Interruption> interruption = begun ? interruption(context) : Optional.empty();
        if (interruption.isPresent()) {
            return new Answer.Interrupted<>(interruption.get());
        }
        if (context.leaving()) {
            return over(context, Outcome.LEAVE);
        }
        if (!begun) {
            // A form of a page that was shown before an update of this program.
            return new Answer.Due<>();
        }
        if (walk.refusal(context).isPresent()) {
            // The page that says so has one button, which leaves the walk where there is somewhere to go to.
            return REFUSED.equals(context.posted(STEP)) && context.startedByCustomer()
                    ? over(context, Outcome.LEAVE)
                    : new Answer.Due<>();
        }
        S stage = walk.stage(context);
        if (!stage.step().equals(context.posted(STEP))) {
            context.showRemark("sekishoStepOutOfOrder");
            return new Answer.Due<>();
        }
        Outcome outcome = walk.submit(context, stage);
        return outcome == Outcome.CONTINUE ? new Answer.Due<>() : over(context, outcome);
    }

    private static <S extends Stage> Answer<S> over(WalkContext context, Outcome outcome) {
        context.notes().forget();
        return new Answer.Over<>(outcome);
    }

    private static Optional<Interruption> interruption(WalkContext context) {
        if (!context.origin().isOfThisBrowser()) {
            return Optional.of(Interruption.OTHER_BROWSER);
        }
        if (context.origin().isLoginOver()) {
            return Optional.of(Interruption.LOGIN_OVER);
        }
        return context.overtaken() ? Optional.of(Interruption.OVERTAKEN) : Optional.empty();
    }
}
