package io.sekisho.demo.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DemoTokensTest {

    private static final String PSKC = "urn:ietf:params:xml:ns:keyprov:pskc";

    private final List<DemoToken> tokens = DemoTokens.read();

    @Test
    void there_are_twenty_with_a_public_seed_each() {
        assertEquals(
                IntStream.rangeClosed(1, 20).mapToObj("DEMO%08d"::formatted).toList(),
                tokens.stream().map(DemoToken::id).toList());
        for (int number = 1; number <= 20; number++) {
            DemoToken token = tokens.get(number - 1);
            assertArrayEquals("demo-seed-%010d".formatted(number).getBytes(StandardCharsets.US_ASCII), token.seed());
            assertEquals(
                    "Sekimori Denki SM-106 6 30",
                    token.vendor() + " " + token.model() + " " + token.digits() + " " + token.periodSeconds());
        }
    }

    /** What a reader of anybody's files looks at, and {@link DemoTokens} does not. */
    @Test
    void the_file_is_plain_pskc_of_rfc_6030_for_time_based_codes() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document file = factory.newDocumentBuilder().parse(new ByteArrayInputStream(DemoTokens.pskc()));

        assertEquals(
                "KeyContainer 1.0",
                file.getDocumentElement().getLocalName() + " "
                        + file.getDocumentElement().getAttribute("Version"));
        NodeList keys = file.getElementsByTagNameNS(PSKC, "Key");
        assertEquals(20, keys.getLength());
        for (int index = 0; index < keys.getLength(); index++) {
            Element key = (Element) keys.item(index);
            assertEquals(tokens.get(index).id(), key.getAttribute("Id"));
            assertEquals(PSKC + ":totp", key.getAttribute("Algorithm"));
            assertEquals("HMAC-SHA1", text(key, "Suite"));
            assertEquals(
                    "DECIMAL",
                    ((Element) key.getElementsByTagNameNS(PSKC, "ResponseFormat")
                                    .item(0))
                            .getAttribute("Encoding"));
            assertEquals("0", text(key, "Time"));
        }
        assertTrue(new String(DemoTokens.pskc(), StandardCharsets.UTF_8).contains("The seeds are public test data"));
    }

    private static String text(Element key, String name) {
        return key.getElementsByTagNameNS(PSKC, name).item(0).getTextContent().strip();
    }

    /** RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void codes_are_those_of_rfc_6238(long seconds, String code) {
        byte[] seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
        DemoToken eight = new DemoToken("T", "V", "M", seed, 8, 30);
        DemoToken six = new DemoToken("T", "V", "M", seed, 6, 30);

        assertEquals(code, eight.code(eight.step(seconds * 1_000)));
        assertEquals(code.substring(2), six.code(six.step(seconds * 1_000)));
    }

    /** As {@code oathtool --totp --now=@<seconds>} has them. */
    @ParameterizedTest
    @CsvSource({
        "DEMO00000001, 59, 661221", "DEMO00000001, 1111111109, 852658", "DEMO00000001, 1795000000, 149375",
        "DEMO00000020, 59, 073854", "DEMO00000020, 1111111109, 927020", "DEMO00000020, 1795000000, 959622"
    })
    void codes_of_the_demos_tokens_are_those_of_another_program(String id, long seconds, String code) {
        DemoToken token =
                tokens.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();

        assertEquals(code, token.code(token.step(seconds * 1_000)));
    }

    @Test
    void a_code_is_shown_for_its_whole_step_and_no_longer() {
        DemoToken token = tokens.get(0);

        assertEquals(30_000, token.millisLeft(1_795_000_020_000L));
        assertEquals(1, token.millisLeft(1_795_000_049_999L));
        assertEquals(token.step(1_795_000_020_000L), token.step(1_795_000_049_999L));
        assertEquals(token.step(1_795_000_020_000L) + 1, token.step(1_795_000_050_000L));
    }
}
