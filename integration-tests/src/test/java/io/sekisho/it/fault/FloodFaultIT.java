package io.sekisho.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Crowd;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More comes than anybody asked for: guesses at others, walks that nobody finishes, bodies without end. */
@ExtendWith(FaultyServer.Extension.class)
class FloodFaultIT {

    private static final int WALKS = 2_000;
    /** Generous: what Keycloak keeps of a login that is under way takes some kilobytes. */
    private static final double MAX_BYTES_OF_A_WALK = 10_000;

    private final FaultyServer server;
    private final Admin admin;

    FloodFaultIT(FaultyServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    @Test
    void whoeverHasTheRightCodeLogsInWhileOthersAreGuessedAt() throws InterruptedException {
        List<Oath> apps = Stream.generate(Oath::withNewKey).limit(20).toList();
        List<Customer> guessedAt = apps.stream()
                .map(app -> admin.newOtpCustomer("mito", app.key()))
                .toList();
        List<String> wrong = apps.stream().map(Oath::wrongCode).toList();
        List<Oath> ownApps = Stream.generate(Oath::withNewKey).limit(5).toList();
        List<Customer> customers = ownApps.stream()
                .map(own -> admin.newOtpCustomer("mito", own.key()))
                .toList();
        AtomicBoolean flooding = new AtomicBoolean(true);
        AtomicInteger guesses = new AtomicInteger();
        ExecutorService guessers = Executors.newFixedThreadPool(10);
        try {
            for (int guesser = 0; guesser < 10; guesser++) {
                guessers.submit(() -> {
                    while (flooding.get()) {
                        int number = guesses.getAndIncrement() % guessedAt.size();
                        admin.directGrant(guessedAt.get(number), Map.of("otp", wrong.get(number)));
                    }
                });
            }
            for (int number = 0; number < customers.size(); number++) {
                Walks walks = new Walks(server.url());
                Answer code =
                        walks.client().submit(walks.open(customers.get(number)), Walks.login(customers.get(number)));
                assertEquals(
                        Walks.STATUS,
                        walks.client()
                                .submit(code, Map.of("otp", ownApps.get(number).code()))
                                .heading());
            }
        } finally {
            flooding.set(false);
            guessers.shutdown();
            assertTrue(guessers.awaitTermination(1, TimeUnit.MINUTES));
        }
        assertTrue(guesses.get() >= 10 * customers.size(), guesses + " guesses");
        guessedAt.forEach(customer ->
                assertTrue(admin.factors(customer).get("otp").get("failures").asInt() <= 5));
    }

    @Test
    void walksThatNobodyFinishesTakeLittleMemory() {
        // Otherwise most of the time would go into hashes.
        ObjectNode policy = new ObjectMapper()
                .createObjectNode()
                .put("passwordPolicy", "hashAlgorithm(pbkdf2-sha512) and hashIterations(1000)");
        assertEquals(204, admin.send("PUT", "/hokuyo", policy).statusCode());
        List<Customer> customers =
                Stream.generate(() -> admin.newCustomer("hokuyo")).limit(10).toList();
        begin(customers, 100);
        long before = heapBytes();

        begin(customers, WALKS);

        double each = (double) (heapBytes() - before) / WALKS;
        System.out.printf("A walk that nobody finishes: %.0f bytes of heap%n", each);
        assertTrue(each < MAX_BYTES_OF_A_WALK, each + " bytes");
    }

    private void begin(List<Customer> customers, int walks) {
        Crowd.run(4, walks, number -> {
            Customer customer = customers.get(number % customers.size());
            Walks each = new Walks(server.url());
            Answer page = each.client().submit(each.start(customer, "sekisho-otp-apply"), Walks.login(customer));
            assertEquals(200, page.status());
            return page.status();
        });
    }

    /** After a collection. */
    private long heapBytes() {
        try {
            String jcmd =
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            String pid = Long.toString(server.keycloak().pid());
            assertEquals(
                    0,
                    new ProcessBuilder(jcmd, pid, "GC.run")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor());
            Process info = new ProcessBuilder(jcmd, pid, "GC.heap_info").start();
            String text = new String(info.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.contains("used "))
                    .limit(1)
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceFirst(".*used (\\d+)K.*", "$1")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void bodiesOfTenMegabytesAreRefused() throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        String filler = "x".repeat(10_500_000);
        Customer customer = admin.newCustomer("mito");
        Walks walks = new Walks(server.url());
        String login = walks.open(customer).action();
        String realm = server.url() + "/realms/mito";
        for (Map.Entry<String, String> body : Map.of(
                        login,
                        "application/x-www-form-urlencoded",
                        realm + "/otp-service",
                        "application/x-www-form-urlencoded",
                        server.url() + "/realms/kenshin/otp-service/manage/lift",
                        "application/x-www-form-urlencoded",
                        server.url() + "/realms/sample-bank/otp-service/token/activate",
                        "application/json")
                .entrySet()) {
            String text = body.getValue().endsWith("json") ? "{\"serviceId\": \"" + filler + "\"}" : "otp=" + filler;
            assertRefused(
                    body.getKey(),
                    () -> client.send(
                            HttpRequest.newBuilder(URI.create(body.getKey()))
                                    .header("Content-Type", body.getValue())
                                    .POST(BodyPublishers.ofString(text))
                                    .build(),
                            BodyHandlers.ofString()));
        }
        for (String call : List.of("PUT settings", "POST setup", "POST tokens/DEMO00000001/bind")) {
            String[] parts = call.split(" ");
            assertRefused(
                    call,
                    () -> admin.sendText(parts[0], "/mito/otp-service/" + parts[1], "{\"kind\": \"" + filler + "\"}"));
        }
        assertEquals(
                Walks.STATUS,
                walks.client()
                        .submit(walks.open(customer), Walks.login(customer))
                        .heading());
    }

    private interface Call {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    /** With an answer, or by the end of the connection before all of the body was sent. */
    private static void assertRefused(String what, Call call) throws InterruptedException {
        try {
            int status = call.send().statusCode();
            assertTrue(status / 100 == 4, status + " " + what);
        } catch (IOException | UncheckedIOException ended) {
            System.out.println("The server ended the connection: " + what);
        }
    }
}
