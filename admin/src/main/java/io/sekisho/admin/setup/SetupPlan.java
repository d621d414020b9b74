package io.sekisho.admin.setup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sekisho.account.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done to a realm, put together without doing anything.
 */
final class SetupPlan {

    private final List<Step> steps = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> hints = new ArrayList<>();
    private Runnable last = () -> {};

    /**
     * One thing of the realm.
     *
     * @param what      its kind, such as {@code client}
     * @param name      of it
     * @param from      how it is before; absent where it is not there, or does not matter
     * @param to        how it is afterwards; absent where it is gone
     * @param alreadySo whether there is nothing to do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(String what, String name, String from, String to, boolean alreadySo) {}

    /**
     * The answer of a call.
     *
     * @param changes how many steps change something; 0 means that all was so already
     * @param hints   what was left alone, and what the admin should look after
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(String realm, String kind, boolean dryRun, long changes, List<Step> steps, List<String> hints) {

        /** Kinds and names of what changes. */
        List<String> changed() {
            return steps.stream()
                    .filter(step -> !step.alreadySo())
                    .map(step -> step.what() + " " + step.name())
                    .toList();
        }
    }

    /** Why none can be made: the realm is against it. */
    static WebApplicationException conflict(String title, String detail) {
        return Problem.of(Response.Status.CONFLICT, title, detail);
    }

    void change(String what, String name, String from, String to, Runnable task) {
        steps.add(new Step(what, name, from, to, false));
        tasks.add(task);
    }

    void alreadySo(String what, String name, String is) {
        steps.add(new Step(what, name, null, is, true));
    }

    void hint(String sentence) {
        hints.add(sentence);
    }

    void hints(List<String> sentences) {
        hints.addAll(sentences);
    }

    /** What is to be done at the end, and is no step that anybody asked for. */
    void remember(Runnable task) {
        last = task;
    }

    boolean changesAnything() {
        return !tasks.isEmpty();
    }

    /** Does it, in the order in which it was planned. */
    void carryOut() {
        tasks.forEach(Runnable::run);
        last.run();
    }

    Answer answer(String realm, String kind, boolean dryRun) {
        return new Answer(realm, kind, dryRun, tasks.size(), List.copyOf(steps), List.copyOf(hints));
    }
}
