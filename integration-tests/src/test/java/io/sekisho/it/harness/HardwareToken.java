package io.sekisho.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A token as a vendor delivers it: an ID on its back, and codes, which come from {@code oathtool}.
 *
 * @param id    as it is printed
 * @param codes what its display shows
 */
public record HardwareToken(String id, Oath codes) {

    private static final AtomicInteger NEXT = new AtomicInteger(1);

    /** One that no institution has received. */
    public static HardwareToken unknown() {
        return new HardwareToken("VSTK%08d".formatted(NEXT.getAndIncrement()), Oath.withNewKey());
    }

    /** One that has just been imported into a realm's inventory. */
    public static HardwareToken delivered(Admin admin, String realm) {
        return delivered(admin, realm, 1).get(0);
    }

    /** Several of them, of one delivery. */
    public static List<HardwareToken> delivered(Admin admin, String realm, int count) {
        List<HardwareToken> tokens =
                Stream.generate(HardwareToken::unknown).limit(count).toList();
        HttpResponse<String> answer =
                admin.sendText("POST", "/" + realm + "/otp-service/tokens/import?format=csv", "text/csv", csv(tokens));
        assertEquals(200, answer.statusCode(), answer.body());
        return tokens;
    }

    /** A vendor's file. */
    public static String csv(List<HardwareToken> tokens) {
        return tokens.stream()
                .map(token -> ",%s,%s,30,Example Tokens,ET-1".formatted(token.id, token.codes.key()))
                .collect(Collectors.joining(
                        "\r\n", "upn,serial number,secret key,time interval,manufacturer,model\r\n", "\r\n"));
    }
}
