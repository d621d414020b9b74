package io.sekisho.it.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.ManyCustomers;
import io.sekisho.it.harness.Oath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Customers of a realm like {@code mito}, who log in with password and code, one after the other. */
final class Logins {

    /** The realm has to take so many codes in a row. */
    static final int STEPS_AHEAD = ManyCustomers.STEPS_AHEAD;

    static final int CUSTOMERS = 200;

    private static final String STATUS = "登録情報照会";
    private static final int BATCH = 50;
    private static final int BROWSERS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String realm;
    private final List<Oath> apps = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    /** @param url of Keycloak, without a slash at the end */
    Logins(String url, String realm) {
        this.url = url;
        this.realm = realm;
    }

    /** Makes the customers. */
    void store() {
        Admin admin = new Admin(url);
        for (int first = 0; first < CUSTOMERS; first += BATCH) {
            ObjectNode batch = JSON.createObjectNode();
            ArrayNode users = batch.putArray("users");
            for (int number = first; number < first + BATCH; number++) {
                Oath app = Oath.withNewKey().stepsAhead(STEPS_AHEAD);
                apps.add(app);
                ObjectNode user = users.addObject()
                        .put("username", "m" + number)
                        .put("enabled", true)
                        .put("email", "m" + number + "@example.com")
                        .put("emailVerified", true)
                        .put("firstName", "A")
                        .put("lastName", "B");
                user.putArray("realmRoles").add("default-roles-" + realm);
                user.putArray("credentials")
                        .add(JSON.createObjectNode().put("type", "password").put("value", "login-m" + number))
                        .add(admin.otpCredential(app.key()));
            }
            require(
                    admin.send("POST", "/" + realm + "/partialImport", batch).statusCode() == 200,
                    "customers from " + first);
        }
    }

    /**
     * The next one.
     *
     * @return nanoseconds
     */
    long one() {
        int customer = next.getAndIncrement() % CUSTOMERS;
        String code = apps.get(customer).code();
        long began = System.nanoTime();
        login(customer, code);
        return System.nanoTime() - began;
    }

    /** So many a second, each from the time on at which the customer came, whether or not a browser was free. */
    Times atPace(int count, double pace) {
        List<String> codes = IntStream.range(next.get(), next.get() + count)
                .mapToObj(number -> apps.get(number % CUSTOMERS).code())
                .toList();
        int first = next.getAndAdd(count);
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        ScheduledExecutorService browsers = Executors.newScheduledThreadPool(BROWSERS);
        try {
            long began = System.nanoTime() + 100_000_000;
            List<ScheduledFuture<?>> running = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                int customer = (first + number) % CUSTOMERS;
                String code = codes.get(number);
                long comes = began + (long) (number * 1e9 / pace);
                running.add(browsers.schedule(
                        () -> {
                            login(customer, code);
                            times.add(System.nanoTime() - comes);
                        },
                        comes - System.nanoTime(),
                        TimeUnit.NANOSECONDS));
            }
            for (ScheduledFuture<?> each : running) {
                each.get();
            }
            return new Times(times);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            browsers.shutdownNow();
        }
    }

    /** The same until something else has ended. */
    Times atPaceUntil(AtomicBoolean ended, double pace) {
        List<Long> times = new ArrayList<>();
        while (!ended.get()) {
            times.addAll(atPace((int) (10 * pace), pace).nanos());
        }
        return new Times(times);
    }

    private void login(int customer, String code) {
        FormClient browser = new FormClient();
        Answer page = browser.get(url + "/realms/" + realm + "/otp-service");
        page = browser.submit(page, Map.of("username", "m" + customer, "password", "login-m" + customer));
        page = browser.submit(page, Map.of("otp", code));
        require(
                STATUS.equals(page.heading()),
                "customer " + customer + " is not logged in: " + page.status() + " " + page.body());
    }

    private static void require(boolean expected, String otherwise) {
        if (!expected) {
            throw new IllegalStateException(otherwise);
        }
    }
}
