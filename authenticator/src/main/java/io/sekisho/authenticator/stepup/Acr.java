package io.sekisho.authenticator.stepup;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What the claim {@code acr} of a token says. Keycloak gives levels to the names, and takes a higher level for every
 * lower one; of two step-ups that have nothing to do with each other, that would pass the one off as the other.
 */
final class Acr {

    private Acr() {}

    /**
     * The name of just this level.
     *
     * @param levels    name to level, as in {@code acr.loa.map}
     * @param requested what the application asked for; decides between names of the same level
     * @return the level itself where it has no name
     */
    static String of(int level, Map<String, Integer> levels, Collection<String> requested) {
        Optional<String> asked = requested.stream()
                .filter(name -> levels.containsKey(name) && levels.get(name) == level)
                .findFirst();
        return asked.or(() -> levels.entrySet().stream()
                        .filter(name -> name.getValue() == level)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .findFirst())
                .orElse(Integer.toString(level));
    }

    /**
     * What is left of a level for whoever was not there when it was reached.
     *
     * @param maxAgesSeconds the flow's levels, each with the time for which it holds; 0 is for one login only
     * @return the highest level up to this one that holds for longer than one login; 0 if there is none
     */
    static int lasting(int level, Map<Integer, Integer> maxAgesSeconds) {
        if (maxAgesSeconds.isEmpty()) {
            return level;
        }
        return maxAgesSeconds.entrySet().stream()
                .filter(known -> known.getKey() <= level && known.getValue() > 0)
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(0);
    }
}
