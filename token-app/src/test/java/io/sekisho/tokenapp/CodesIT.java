package io.sekisho.tokenapp;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import io.sekisho.tokenapp.harness.App;
import io.sekisho.tokenapp.harness.Host;
import io.sekisho.tokenapp.harness.Key;
import io.sekisho.tokenapp.harness.Oath;
import io.sekisho.tokenapp.harness.Phone;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Phone.Extension.class)
class CodesIT {

    private static final String USER = "1234567890";
    private static final String CODE_OF = """
            async ({ uri, seconds }) => {
              const { parseKeyUri, importKey, codeOfStep, stepAt } = await import('./totp.js');
              const key = parseKeyUri(uri);
              return codeOfStep(await importKey(key), stepAt(seconds * 1000, key.periodSeconds), key.digits);
            }""";
    /** Fifteen seconds into a step of a minute. */
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:15Z");

    private final Phone phone;
    private final Host host = new Host();
    private final Host.Institution bank = host.institution("sample-bank", "1001", "サンプル銀行", "Sample Bank");

    CodesIT(Phone phone) {
        this.phone = phone;
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), phone.troubles());
        host.close();
    }

    /** A phone whose clock stands still until it is moved; the server's stays where it is. */
    private Page openAt(Instant phoneTime) {
        Page page = phone.open();
        page.clock()
                .install(new Clock.InstallOptions()
                        .setTime(phoneTime.minusSeconds(60).toEpochMilli()));
        page.clock().pauseAt(phoneTime.toEpochMilli());
        host.setClock(NOW::toEpochMilli);
        return page;
    }

    /** RFC 6238, appendix B; seeds of 20, 32 and 64 bytes. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936", "1111111109, 07081804, 68084774, 25091201",
                "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116", "2000000000, 69279037, 90698825, 38618901",
                "20000000000, 65353130, 77737706, 47863826"
    })
    void theVectorsOfRfc6238HoldInTheBrowser(long seconds, String sha1, String sha256, String sha512) {
        Page page = phone.open();
        page.navigate(bank.app());
        assertEquals(
                sha1,
                page.evaluate(
                        CODE_OF,
                        Map.of("seconds", (double) seconds, "uri", uri("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "SHA1"))));
        assertEquals(
                sha256,
                page.evaluate(
                        CODE_OF,
                        Map.of(
                                "seconds",
                                (double) seconds,
                                "uri",
                                uri("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====", "SHA256"))));
        assertEquals(
                sha512,
                page.evaluate(
                        CODE_OF,
                        Map.of(
                                "seconds",
                                (double) seconds,
                                "uri",
                                uri(
                                        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA=",
                                        "SHA512"))));
    }

    private static String uri(String secret, String algorithm) {
        return "otpauth://totp/a:b?issuer=a&digits=8&period=30&algorithm=" + algorithm + "&secret=" + secret;
    }

    @Test
    void theBrowserAgreesWithAnotherProgram() {
        Page page = phone.open();
        page.navigate(bank.app());
        for (String algorithm : List.of("SHA1", "SHA256", "SHA512")) {
            for (int digits = 6; digits <= 8; digits++) {
                for (int letters : new int[] {26, 32, 52}) {
                    Key key = Key.random(algorithm, letters, digits, letters == 32 ? 30 : 60);
                    String uri = "otpauth://totp/x?secret=" + key.secret() + "&algorithm=" + algorithm + "&digits="
                            + digits + "&period=" + key.periodSeconds();
                    assertEquals(
                            Oath.code(key, NOW),
                            page.evaluate(CODE_OF, Map.of("uri", uri, "seconds", (double) NOW.getEpochSecond())),
                            uri);
                }
            }
        }
    }

    @Test
    void theCodeOnTheScreenIsTheRightOneAndChangesInTime() {
        Page page = openAt(NOW);
        Key key = Key.random(8, 60);
        App app = App.open(page, bank).setUp(bank, USER, key);
        assertEquals(Oath.code(key, NOW), app.code());
        assertThat(page.locator(".left")).hasText("[0:45]");
        assertThat(page.locator(".soon")).hasText("");
        page.clock().runFor(36_000);
        assertThat(page.locator(".left")).hasText("[0:09]");
        assertThat(page.locator(".soon")).containsText("まもなく変わります");
        page.clock().runFor(10_000);
        assertThat(page.locator(".left")).hasText("[0:59]");
        assertThat(page.locator(".digits")).hasText(Oath.code(key, NOW.plusSeconds(46)));
    }

    @Test
    void theCodeIsCopiedWithoutSpaces() {
        Page page = openAt(NOW);
        Key key = Key.random(8, 60);
        App app = App.open(page, bank).setUp(bank, USER, key).press("数字をコピーする");
        assertThat(page.locator(".copied")).hasText("コピーしました");
        assertEquals(app.code(), page.evaluate("() => navigator.clipboard.readText()"));
    }

    @Test
    void theCountdownIsNotReadOutEverySecond() {
        Page page = phone.open();
        App.open(page, bank).setUp(bank, USER, Key.random(8, 60));
        assertThat(page.locator(".left")).hasAttribute("role", "timer");
        assertEquals(
                0,
                page.locator(
                                "[aria-live] .left, [role=status] .left, [role=alert] .left, [aria-live] .digits, [role=status] .digits, [role=alert] .digits")
                        .count());
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, 300})
    void aClockThatIsFiveMinutesOffIsSaidAndCorrectedWhileOnline(int offSeconds) {
        Page page = openAt(NOW.plusSeconds(offSeconds));
        Key key = Key.random(6, 60);
        App app = App.open(page, bank).setUp(bank, USER, key);
        assertThat(page.locator("#clock")).containsText("スマートフォンの時刻がずれています");
        assertThat(page.locator("#clock"))
                .containsText("スマートフォンの時刻: 2026/11/20 " + (offSeconds < 0 ? "11:55:15" : "12:05:15"));
        assertThat(page.locator("#clock")).containsText("正しい時刻: 2026/11/20 12:00:15");
        assertThat(page.locator("#clock")).containsText("自動設定にしてください");
        assertEquals(Oath.code(key, NOW), app.code());
        // At the next start too, as soon as the server has said what time it is.
        page.reload();
        assertThat(page.locator("#clock")).containsText("スマートフォンの時刻がずれています");
        assertThat(page.locator(".digits")).hasText(Oath.code(key, NOW));
    }

    @Test
    void aClockThatIsSetRightAgainIsBelieved() {
        Page page = openAt(NOW.minusSeconds(300));
        Key key = Key.random(6, 60);
        App.open(page, bank).setUp(bank, USER, key);
        assertThat(page.locator("#clock")).containsText("スマートフォンの時刻がずれています");
        page.clock().setSystemTime(NOW.toEpochMilli());
        page.clock().runFor(500);
        assertThat(page.locator("#clock")).hasText("");
        assertThat(page.locator(".digits")).hasText(Oath.code(key, NOW));
    }

    @Test
    void aFewSecondsAreNotWorthAWarning() {
        Page page = openAt(NOW.minusSeconds(15));
        Key key = Key.random(6, 30);
        App app = App.open(page, bank).setUp(bank, USER, key);
        assertEquals(Oath.code(key, NOW), app.code());
        assertThat(page.locator("#clock")).hasText("");
        assertThat(page.locator(".left")).hasText(Pattern.compile("\\[0:1\\d]"));
    }
}
