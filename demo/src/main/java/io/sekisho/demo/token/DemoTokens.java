package io.sekisho.demo.token;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The tokens of the demo: one PSKC file (RFC 6030), which Keycloak imports and from which the page computes its codes.
 */
public final class DemoTokens {

    private DemoTokens() {}

    /** The file as it stands, to be imported. */
    public static byte[] pskc() {
        try (InputStream file = DemoTokens.class.getResourceAsStream("demo-tokens.xml")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * In the order of the file. Reads just what this one file has; the reader for everybody's files is the service's.
     */
    static List<DemoToken> read() {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<DemoToken> tokens = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        Deque<String> path = new ArrayDeque<>();
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(pskc()));
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        path.push(xml.getLocalName());
                        if ("ResponseFormat".equals(xml.getLocalName())) {
                            texts.put("Length", xml.getAttributeValue(null, "Length"));
                        }
                    }
                    case XMLStreamConstants.CHARACTERS ->
                        texts.merge(named(path), xml.getText().strip(), String::concat);
                    case XMLStreamConstants.END_ELEMENT -> {
                        if ("KeyPackage".equals(path.pop())) {
                            tokens.add(token(texts));
                            texts.clear();
                        }
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalStateException("The demo's tokens cannot be read", e);
        }
        return List.copyOf(tokens);
    }

    /** A plain value goes by the name of what it is the value of. */
    private static String named(Deque<String> path) {
        return path.stream()
                .filter(name -> !"PlainValue".equals(name))
                .findFirst()
                .orElse("");
    }

    private static DemoToken token(Map<String, String> texts) {
        return new DemoToken(
                texts.get("SerialNo"),
                texts.get("Manufacturer"),
                texts.get("Model"),
                Base64.getDecoder().decode(texts.get("Secret")),
                Integer.parseInt(texts.get("Length")),
                Integer.parseInt(texts.get("TimeInterval")));
    }
}
