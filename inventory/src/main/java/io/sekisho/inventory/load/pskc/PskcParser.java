package io.sekisho.inventory.load.pskc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sekisho.inventory.load.file.BrokenFileException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.keycloak.common.util.Time;

/**
 * The XML of a PSKC file, which must be in UTF-8. Nothing of it is kept but the key package that is being read.
 * Document types and entities are refused; texts, nesting and the number of names have limits.
 */
final class PskcParser {

    private static final int MAX_TEXT_LENGTH = 8_192;
    private static final int MAX_DEPTH = 32;
    /** The parser keeps every name that it has seen. */
    private static final int MAX_NAMES = 1_000;

    private static final Map<String, String> PREFIXES = Map.of(
            "urn:ietf:params:xml:ns:keyprov:pskc", "pskc:",
            "http://www.w3.org/2000/09/xmldsig#", "ds:",
            "http://www.w3.org/2001/04/xmlenc#", "xenc:",
            "http://www.w3.org/2009/xmlenc11#", "xenc11:");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final int MAX_NUMBER_BYTES = 64;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}");

    private static final String DATE_FORM =
            "the date cannot be read; it must be one such as 2030-12-31T23:59:59Z, 2030-12-31T23:59:59+09:00, 2030-12-31T23:59:59 (in UTC) or 2030-12-31.";

    /** What is done with a child element; must have read it to its end. */
    @FunctionalInterface
    private interface Child {
        void read(String name) throws IOException;
    }

    private final GuardedReader file;
    private final PskcEncryption encryption;
    private final Set<String> names = new HashSet<>();
    private XMLStreamReader xml;
    private int depth;
    private long packages;
    private boolean ended;

    PskcParser(InputStream file, PskcSecret secret) {
        this.file = new GuardedReader(file);
        this.encryption = new PskcEncryption(secret);
    }

    /** The next key package; empty at the end of the file. */
    Optional<PskcPackage> next() throws IOException {
        if (xml == null) {
            open();
        }
        while (!ended) {
            int event = advance();
            if (event == XMLStreamConstants.END_ELEMENT) {
                readToTheEnd();
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                switch (name()) {
                    case "pskc:EncryptionKey" -> readEncryptionKey();
                    case "pskc:MACMethod" -> readMacMethod();
                    case "pskc:KeyPackage" -> {
                        return Optional.of(readPackage());
                    }
                    default -> skip();
                }
            }
        }
        return Optional.empty();
    }

    private void open() throws IOException {
        // Java's own: others need not know these settings.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing else is read");
        });
        try {
            xml = factory.createXMLStreamReader(file);
        } catch (XMLStreamException e) {
            throw broken(e);
        }
        while (advance() != XMLStreamConstants.START_ELEMENT) {
            // comments and white space
        }
        if (!name().equals("pskc:KeyContainer")) {
            throw new BrokenFileException(
                    "The file is not a PSKC file: its first element must be KeyContainer of the namespace urn:ietf:params:xml:ns:keyprov:pskc.");
        }
        String version = xml.getAttributeValue(null, "Version");
        if (version == null || !version.startsWith("1.")) {
            throw new BrokenFileException("The file is of another version of PSKC than 1.0.");
        }
    }

    /** What follows must be well-formed as well. */
    private void readToTheEnd() throws IOException {
        while (advance() != XMLStreamConstants.END_DOCUMENT) {
            // comments and white space
        }
        ended = true;
        if (packages == 0) {
            throw new BrokenFileException("The file holds no key package.");
        }
    }

    private void readEncryptionKey() throws IOException {
        requireBeforePackages();
        String[] name = new String[1];
        String[] other = new String[1];
        PskcEncryption.Derivation[] derivation = new PskcEncryption.Derivation[1];
        children(child -> {
            switch (child) {
                case "ds:KeyName" -> name[0] = text();
                case "xenc11:DerivedKey" ->
                    children(inner -> {
                        switch (inner) {
                            case "xenc11:KeyDerivationMethod" -> derivation[0] = readDerivation();
                            case "xenc11:MasterKeyName" -> name[0] = text();
                            default -> skip();
                        }
                    });
                default -> {
                    other[0] = child;
                    skip();
                }
            }
        });
        encryption.keyInfo(new PskcEncryption.KeyInfo(
                name[0], derivation[0], name[0] == null && derivation[0] == null ? other[0] : null));
    }

    /** Vendors, and the RFC itself, do not agree on the namespaces in here. */
    private PskcEncryption.Derivation readDerivation() throws IOException {
        String algorithm = xml.getAttributeValue(null, "Algorithm");
        String[] found = new String[4];
        children(parameters -> children(parameter -> {
            switch (local(parameter)) {
                case "Salt" ->
                    children(salt -> {
                        if (local(salt).equals("Specified")) {
                            found[0] = compact();
                        } else {
                            skip();
                        }
                    });
                case "IterationCount" -> found[1] = compact();
                case "KeyLength" -> found[2] = compact();
                case "PRF" -> {
                    String prf = xml.getAttributeValue(null, "Algorithm");
                    String text = compact();
                    found[3] = prf != null ? prf : text.isEmpty() ? null : text;
                }
                default -> skip();
            }
        }));
        return new PskcEncryption.Derivation(algorithm, found[0], found[1], found[2], found[3]);
    }

    private void readMacMethod() throws IOException {
        requireBeforePackages();
        String algorithm = xml.getAttributeValue(null, "Algorithm");
        PskcValue.Encrypted[] key = new PskcValue.Encrypted[1];
        children(child -> {
            switch (child) {
                case "pskc:MACKey" -> key[0] = readEncrypted();
                case "pskc:MACKeyReference" ->
                    throw new BrokenFileException(
                            "The key of the MACs is not in the file (MACKeyReference), which is not supported.");
                default -> skip();
            }
        });
        encryption.macMethod(new PskcEncryption.MacMethod(algorithm, key[0]));
    }

    private void requireBeforePackages() throws BrokenFileException {
        if (packages > 0) {
            throw new BrokenFileException("EncryptionKey and MACMethod must stand before the key packages.");
        }
    }

    private PskcPackage readPackage() throws IOException {
        PskcPackage found = new PskcPackage(++packages);
        children(child -> {
            switch (child) {
                case "pskc:DeviceInfo" ->
                    children(info -> {
                        switch (info) {
                            case "pskc:SerialNo" -> found.serialNo = text();
                            case "pskc:Manufacturer" -> found.manufacturer = text();
                            case "pskc:Model" -> found.model = text();
                            default -> skip();
                        }
                    });
                case "pskc:Key" -> readKey(found);
                default -> skip();
            }
        });
        return found;
    }

    private void readKey(PskcPackage found) throws IOException {
        if (found.hasKey) {
            throw new BrokenFileException(place() + ": there is more than one key.");
        }
        found.hasKey = true;
        found.algorithm = xml.getAttributeValue(null, "Algorithm");
        children(child -> {
            switch (child) {
                case "pskc:AlgorithmParameters" ->
                    children(parameter -> {
                        switch (parameter) {
                            case "pskc:Suite" -> found.suite = text();
                            case "pskc:ResponseFormat" -> {
                                found.encoding = xml.getAttributeValue(null, "Encoding");
                                found.length = xml.getAttributeValue(null, "Length");
                                String checkDigits = xml.getAttributeValue(null, "CheckDigits");
                                found.checkDigits = "true".equals(checkDigits) || "1".equals(checkDigits);
                                skip();
                            }
                            default -> skip();
                        }
                    });
                case "pskc:Data" -> readData(found);
                case "pskc:Policy" -> readPolicy(found);
                default -> skip();
            }
        });
    }

    private void readData(PskcPackage found) throws IOException {
        children(child -> {
            switch (child) {
                case "pskc:Secret" -> found.secret = bytes(found, readValue());
                case "pskc:TimeInterval" -> found.timeInterval = number(found, readValue(), false);
                case "pskc:TimeDrift" -> found.timeDrift = number(found, readValue(), true);
                // Also Time, the clock as it was when the file was made: it goes on by itself.
                default -> skip();
            }
        });
    }

    private byte[] bytes(PskcPackage found, PskcValue value) throws BrokenFileException {
        if (value.encrypted() != null) {
            return encryption.open(value, place());
        } else if (value.plain() == null) {
            return null;
        } else if (encryption.expected()) {
            found.problem(
                    "Data/Secret: the value is not encrypted, though a key was given. Give none for a file that is plain.");
        }
        try {
            return Base64.getDecoder().decode(WHITE_SPACE.matcher(value.plain()).replaceAll(""));
        } catch (IllegalArgumentException e) {
            found.problem("Data/Secret: the secret key is not Base64.");
            return null;
        }
    }

    /**
     * A number is its decimal digits; encrypted it may be the bytes of an integer as well, the highest first. The RFC
     * has eight of them, vendors as many as are needed.
     *
     * @param signed whether the highest bit of the bytes makes it negative
     */
    private String number(PskcPackage found, PskcValue value, boolean signed) throws BrokenFileException {
        if (value.encrypted() == null) {
            return value.plain();
        }
        byte[] opened = encryption.open(value, place());
        String text = new String(opened, US_ASCII);
        if (DECIMAL.matcher(text).matches()) {
            return text;
        } else if (opened.length == 0 || opened.length > MAX_NUMBER_BYTES) {
            found.problem((signed ? "Data/TimeDrift" : "Data/TimeInterval")
                    + ": an encrypted number must be decimal digits, or 1 to " + MAX_NUMBER_BYTES
                    + " bytes, the highest first.");
            return null;
        }
        return (signed ? new BigInteger(opened) : new BigInteger(1, opened)).toString();
    }

    private PskcValue readValue() throws IOException {
        String[] texts = new String[2];
        PskcValue.Encrypted[] encrypted = new PskcValue.Encrypted[1];
        children(child -> {
            switch (child) {
                case "pskc:PlainValue" -> texts[0] = text();
                case "pskc:EncryptedValue" -> encrypted[0] = readEncrypted();
                case "pskc:ValueMAC" -> texts[1] = compact();
                default -> skip();
            }
        });
        return new PskcValue(texts[0], encrypted[0], texts[1]);
    }

    private PskcValue.Encrypted readEncrypted() throws IOException {
        String[] found = new String[2];
        children(child -> {
            switch (child) {
                case "xenc:EncryptionMethod" -> {
                    found[0] = xml.getAttributeValue(null, "Algorithm");
                    skip();
                }
                case "xenc:CipherData" ->
                    children(data -> {
                        if (data.equals("xenc:CipherValue")) {
                            found[1] = compact();
                        } else {
                            skip();
                        }
                    });
                default -> skip();
            }
        });
        return new PskcValue.Encrypted(found[0], found[1]);
    }

    /** A policy that is not understood forbids the use of the key (RFC 6030, section 5). */
    private void readPolicy(PskcPackage found) throws IOException {
        boolean[] usage = new boolean[2];
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        children(child -> {
            switch (child) {
                case "pskc:StartDate" -> {
                    Optional<Instant> first = PolicyDate.first(text());
                    if (first.isEmpty()) {
                        found.problem("Policy/StartDate: " + DATE_FORM);
                    } else if (!first.get().isBefore(now)) {
                        found.problem("Policy/StartDate: the policy of the key lets it be used at a later date only.");
                    }
                }
                case "pskc:ExpiryDate" -> {
                    Optional<Instant> last = PolicyDate.last(text());
                    if (last.isEmpty()) {
                        found.problem("Policy/ExpiryDate: " + DATE_FORM);
                    } else if (last.get().isBefore(now)) {
                        found.problem("Policy/ExpiryDate: the key has expired, by its policy.");
                    }
                }
                case "pskc:PINPolicy" -> {
                    String mode = xml.getAttributeValue(null, "PINUsageMode");
                    if (mode != null && !mode.equals("Local")) {
                        found.problem(
                                "Policy/PINPolicy: the codes of the key are made with a PIN, which is not supported; PINUsageMode can be Local.");
                    }
                    skip();
                }
                case "pskc:KeyUsage" -> {
                    usage[0] = true;
                    usage[1] |= text().equals("OTP");
                }
                default -> {
                    found.problem("Policy: the key has one that is not supported: " + Quote.of(local(child))
                            + "; StartDate, ExpiryDate, PINPolicy and KeyUsage are.");
                    skip();
                }
            }
        });
        if (usage[0] && !usage[1]) {
            found.problem(
                    "Policy/KeyUsage: the policy of the key does not let it be used for one-time passwords; one KeyUsage must be OTP.");
        }
    }

    private void children(Child child) throws IOException {
        for (int event = advance(); event != XMLStreamConstants.END_ELEMENT; event = advance()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                child.read(name());
            }
        }
    }

    private void skip() throws IOException {
        int outer = depth - 1;
        while (depth > outer) {
            advance();
        }
    }

    /** The text of an element without elements. */
    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int event = advance(); event != XMLStreamConstants.END_ELEMENT; event = advance()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                throw new BrokenFileException(place() + ": there is an element where a text must be.");
            } else if (xml.hasText() && event != XMLStreamConstants.COMMENT) {
                if (text.length() + xml.getTextLength() > MAX_TEXT_LENGTH) {
                    throw new BrokenFileException(
                            place() + ": a text is longer than " + MAX_TEXT_LENGTH + " characters.");
                }
                text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
            }
        }
        return text.toString().strip();
    }

    /** A text in which white space has no meaning. */
    private String compact() throws IOException {
        return WHITE_SPACE.matcher(text()).replaceAll("");
    }

    /** The element's name with a prefix of ours. */
    private String name() {
        return PREFIXES.getOrDefault(String.valueOf(xml.getNamespaceURI()), "?:") + xml.getLocalName();
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private String place() {
        return packages == 0 ? "Before the first key package" : "Key package " + packages;
    }

    private int advance() throws IOException {
        int event;
        try {
            event = xml.next();
        } catch (XMLStreamException e) {
            throw broken(e);
        }
        file.progress();
        switch (event) {
            case XMLStreamConstants.DTD ->
                throw new BrokenFileException(
                        "The file has a document type declaration (DOCTYPE), which is not allowed in a PSKC file.");
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw new BrokenFileException("The file has an entity reference, which is not allowed in a PSKC file.");
            case XMLStreamConstants.START_ELEMENT -> {
                if (++depth > MAX_DEPTH) {
                    throw new BrokenFileException(
                            "The elements of the file are nested more than " + MAX_DEPTH + " deep.");
                }
                rememberNames();
            }
            case XMLStreamConstants.END_ELEMENT -> depth--;
            default -> {
                // texts, comments
            }
        }
        return event;
    }

    private void rememberNames() throws BrokenFileException {
        names.add(xml.getLocalName());
        for (int index = 0; index < xml.getAttributeCount(); index++) {
            names.add(xml.getAttributeLocalName(index));
        }
        for (int index = 0; index < xml.getNamespaceCount(); index++) {
            names.add(String.valueOf(xml.getNamespaceURI(index)));
        }
        if (names.size() > MAX_NAMES) {
            throw new BrokenFileException(
                    "The file is not a PSKC file: it has more than " + MAX_NAMES + " different names.");
        }
    }

    /** The parser's own message may quote the file. */
    private IOException broken(XMLStreamException e) {
        for (Throwable cause = e;
                cause != null;
                cause = cause instanceof XMLStreamException stream ? stream.getNestedException() : cause.getCause()) {
            if (cause instanceof IOException broken) {
                return broken;
            }
        }
        return new BrokenFileException("The XML ends too early, or is not well-formed: line "
                + e.getLocation().getLineNumber() + ", column "
                + e.getLocation().getColumnNumber() + ", "
                + (packages == 0 ? "before the first key package" : "in or after key package " + packages) + ".");
    }
}
