package io.sekisho.demo.keycloak;

import java.io.IOException;
import java.lang.reflect.Method;

/**
 * The main class of the Keycloak process: starts Keycloak, and ends the process when its standard input ends. The
 * launcher holds the other end of that pipe, so Keycloak cannot outlive it, whatever kills it, on any operating system.
 */
public final class Leash {

    private Leash() {}

    /** Called by the {@code java} command of {@link KeycloakServer}. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread holder = new Thread(Leash::awaitEndOfInput, "leash");
        holder.setDaemon(true);
        holder.start();
        Method keycloak =
                Class.forName("io.quarkus.bootstrap.runner.QuarkusEntryPoint").getMethod("main", String[].class);
        keycloak.invoke(null, (Object) arguments);
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said on this line; only its end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end as well.
        }
        System.exit(0);
    }
}
