package io.sekisho.inventory.load;

import io.sekisho.inventory.load.csv.CsvReader;
import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.pskc.PskcReader;
import io.sekisho.inventory.load.pskc.PskcSecret;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that can be imported. */
public enum ImportFormat {
    /** RFC 6030. */
    PSKC,
    /** The columns of Entra ID's hardware OATH tokens. */
    CSV;

    /** @param name {@code pskc} or {@code csv}, or null */
    public static Optional<ImportFormat> parse(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** @param secret for the values of a PSKC; a CSV has none */
    public TokenReader reader(InputStream file, PskcSecret secret) {
        return this == PSKC ? new PskcReader(file, secret) : new CsvReader(file);
    }
}
