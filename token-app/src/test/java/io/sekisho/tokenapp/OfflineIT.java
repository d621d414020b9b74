package io.sekisho.tokenapp;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.sekisho.tokenapp.harness.App;
import io.sekisho.tokenapp.harness.Host;
import io.sekisho.tokenapp.harness.Key;
import io.sekisho.tokenapp.harness.Oath;
import io.sekisho.tokenapp.harness.Phone;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Phone.Extension.class)
class OfflineIT {

    private static final String USER = "1234567890";
    private static final String KEPT = """
            async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()""";

    private final Phone phone;
    private final Host host = new Host();
    private final Host.Institution bank = host.institution("sample-bank", "1001", "サンプル銀行", "Sample Bank");

    OfflineIT(Phone phone) {
        this.phone = phone;
    }

    @AfterEach
    void close() {
        host.close();
    }

    private static void awaitKept(Page page) {
        page.evaluate("() => navigator.serviceWorker.ready");
    }

    @Test
    void afterTheFirstVisitTheAppOpensWithoutAConnection() {
        Page page = phone.open();
        Key key = Key.random(8, 60);
        App app = App.open(page, bank).setUp(bank, USER, key);
        awaitKept(page);
        host.goDown();
        page.reload();
        app.assertTitled("ワンタイムパスワード");
        assertTrue(List.of(
                        Oath.code(key, Instant.now()),
                        Oath.code(key, Instant.now().minusSeconds(5)))
                .contains(app.code()));
        assertThat(page.locator(".card h2")).hasText("サンプル銀行");
        assertEquals(List.of(), phone.troubles());
    }

    @Test
    void activationAndTimeAreNeverKept() {
        Page page = phone.open();
        App.open(page, bank).setUp(bank, USER, Key.random(8, 60));
        awaitKept(page);
        page.reload();
        assertThat(page.locator(".card")).hasCount(1);
        @SuppressWarnings("unchecked")
        List<String> kept = (List<String>) page.evaluate(KEPT);
        assertFalse(kept.isEmpty());
        assertEquals(
                List.of(),
                kept.stream()
                        .filter(path -> !path.startsWith("/realms/sample-bank/otp-service/token-app/"))
                        .toList());
    }

    @Test
    void nothingThatHoldsTheSeedLeavesThePhone() {
        Page page = phone.open();
        Key key = Key.random(8, 60);
        page.context().onRequest(request -> assertTrue(request.url().startsWith(host.origin() + "/"), request.url()));
        App app = App.open(page, bank).setUp(bank, USER, key).turnLockOn("123456");
        page.reload();
        String code = app.enterLockCode("123456", "ロックを解除する").code();
        assertEquals(
                Set.of("GET", "POST"),
                host.asked().stream().map(Host.Asked::method).collect(Collectors.toSet()));
        for (String secret : List.of(key.secret(), code, "123456")) {
            assertEquals(
                    List.of(),
                    host.asked().stream()
                            .filter(asked -> (asked.path() + asked.body())
                                    .replace(USER, "")
                                    .contains(secret))
                            .toList(),
                    secret);
        }
        assertEquals(
                1,
                host.asked().stream()
                        .filter(asked -> asked.method().equals("POST"))
                        .count());
    }

    @Test
    void aNewVersionShowsAtTheNextStart() {
        Page page = phone.open();
        App app = App.open(page, bank).assertTitled("初期設定");
        awaitKept(page);
        String old = host.file("texts.js");
        String changed = old.replace("'初期設定'", "'新しい初期設定'");
        host.replace("texts.js", changed);
        // A file that does not fit the list, as while servers are exchanged one after another: the old version stays,
        // whole.
        page.reload();
        page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }");
        page.reload();
        app.assertTitled("初期設定");
        host.replace("sw.js", host.file("sw.js").replace(hash(old), hash(changed)));
        page.evaluate("""
                async () => {
                  const changed = new Promise((resolve) => {
                    navigator.serviceWorker.ready.then((registration) => registration.addEventListener('updatefound', () => {
                      const worker = registration.installing;
                      worker.addEventListener('statechange', () => { if (worker.state === 'activated') { resolve(); } });
                    }));
                  });
                  await (await navigator.serviceWorker.ready).update();
                  await changed;
                }""");
        app.assertTitled("初期設定");
        page.reload();
        app.assertTitled("新しい初期設定");
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whoseDataWereDeletedStartsAgainAndIsToldWhatToDo() {
        Page page = phone.open();
        App app = App.open(page, bank).setUp(bank, USER, Key.random(8, 60));
        CDPSession session = page.context().newCDPSession(page);
        JsonObject all = new JsonObject();
        all.addProperty("origin", host.origin());
        all.addProperty("storageTypes", "all");
        session.send("Storage.clearDataForOrigin", all);
        page.reload();
        app.assertTitled("初期設定");
        page.getByText("前に設定したのに、この画面が出たとき").click();
        assertThat(page.getByText("金融機関でトークンを失効し、発行し直してください。")).isVisible();
        boolean isKept = (boolean) page.evaluate("() => navigator.storage.persisted()");
        assertThat(page.getByText("データを残す許可を、ブラウザから得られませんでした。"))
                .isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                        .setVisible(!isKept));
        app.setUp(bank, USER, Key.random(8, 60));
    }

    @Test
    void persistentStorageIsAskedForAndItsRefusalIsSaid() {
        Page page = phone.open();
        page.addInitScript(
                "window.asked = 0; StorageManager.prototype.persist = async () => { window.asked++; return false; }; StorageManager.prototype.persisted = async () => false;");
        App app = App.open(page, bank);
        assertEquals(0, page.evaluate("() => asked"));
        app.setUp(bank, USER, Key.random(8, 60));
        assertEquals(1, page.evaluate("() => asked"));
        app.press("設定");
        assertThat(page.getByText("データを残す許可を、ブラウザから得られませんでした。")).isVisible();
    }

    @Test
    void persistentStorageThatIsGrantedNeedsNoWords() {
        Page page = phone.open();
        page.addInitScript(
                "StorageManager.prototype.persist = async () => true; StorageManager.prototype.persisted = async () => true;");
        App.open(page, bank).setUp(bank, USER, Key.random(8, 60)).press("設定");
        assertThat(page.getByText("データを残す許可を、ブラウザから得られませんでした。")).isHidden();
    }

    @Test
    void aWindowThatStoresNothingSaysSo() {
        Page page = phone.open();
        page.addInitScript("IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); };");
        App.open(page, bank).assertTitled("このままでは使えません");
        assertThat(page.getByText("プライベートブラウズをやめるか")).isVisible();
        assertEquals(0, page.locator("input").count());
    }

    @Test
    void withoutJavaScriptThereIsASentence() {
        Page page = phone.open(options -> options.setJavaScriptEnabled(false));
        page.navigate(bank.app());
        assertThat(page.locator("noscript p"))
                .hasText(new Pattern[] {Pattern.compile("JavaScriptが必要です"), Pattern.compile("This app needs JavaScript")
                });
        assertTrue(page.locator("noscript p").first().boundingBox().height > 0);
    }

    /** How long the first code takes on a cold cache; told, not judged, since a busy machine is slow. */
    @Test
    void theFirstCodeIsThereSoon() {
        StringBuilder millis = new StringBuilder();
        for (int run = 0; run < 5; run++) {
            Page page = phone.open();
            App app = App.open(page, bank).setUp(bank, USER + run, Key.random(8, 60));
            page.context().newCDPSession(page).send("Network.clearBrowserCache");
            page.evaluate(
                    "async () => { for (const one of await navigator.serviceWorker.getRegistrations()) { await one.unregister(); } "
                            + "for (const name of await caches.keys()) { await caches.delete(name); } }");
            page.addInitScript("""
                    new MutationObserver((changes, observer) => {
                      if (/^\\d{8}$/.test(document.querySelector('.digits')?.textContent ?? '')) {
                        window.firstCode = Math.round(performance.now());
                        observer.disconnect();
                      }
                    }).observe(document, { subtree: true, childList: true, characterData: true });""");
            page.navigate("about:blank");
            page.navigate(bank.app());
            app.code();
            millis.append(' ').append(page.evaluate("() => firstCode"));
            page.context().close();
        }
        System.out.println("First code after, in ms:" + millis);
    }
}
