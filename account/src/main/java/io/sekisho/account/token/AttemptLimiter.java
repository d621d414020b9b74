package io.sekisho.account.token;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many attempts each network address may make in a while, on this node. It spares the server the cost of guesses;
 * what makes guessing hopeless is the count that each issue keeps in the database. Bounded: when too many addresses are
 * remembered, the one that was quiet for longest is forgotten.
 */
final class AttemptLimiter {

    static final int WINDOW_SECONDS = 600;
    private static final int MAX_ADDRESSES = 10_000;

    private final Map<String, Window> windows = new Windows();

    /** @param beginSeconds of the epoch */
    private record Window(long beginSeconds, int attempts) {}

    /**
     * Those of the addresses that came last. A class with a name: of an anonymous one's constructor the compiler keeps
     * now these names of parameters, now those.
     */
    private static final class Windows extends LinkedHashMap<String, Window> {

        private static final long serialVersionUID = 1;

        Windows() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_ADDRESSES;
        }
    }

    /**
     * Takes one attempt, before it is made.
     *
     * @param max        attempts in one window
     * @param nowSeconds of the epoch
     * @return 0, or after how many seconds the next attempt may be made
     */
    synchronized long take(String address, int max, long nowSeconds) {
        Window window = windows.get(address);
        if (window == null || nowSeconds - window.beginSeconds >= WINDOW_SECONDS || nowSeconds < window.beginSeconds) {
            window = new Window(nowSeconds, 0);
        }
        if (window.attempts >= max) {
            return window.beginSeconds + WINDOW_SECONDS - nowSeconds;
        }
        windows.put(address, new Window(window.beginSeconds, window.attempts + 1));
        return 0;
    }

    /** Gives an attempt back that was none: only failures are to be limited. */
    synchronized void giveBack(String address) {
        windows.computeIfPresent(
                address, (key, window) -> new Window(window.beginSeconds, Math.max(0, window.attempts - 1)));
    }
}
