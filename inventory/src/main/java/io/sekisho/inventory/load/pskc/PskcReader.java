package io.sekisho.inventory.load.pskc;

import io.sekisho.inventory.load.file.TokenReader;
import io.sekisho.inventory.load.file.TokenRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads tokens from a PSKC file (RFC 6030), key package by key package. The token's ID is the serial number of its
 * device, for that is what stands on it. A digital signature of the file is not looked at.
 */
public final class PskcReader implements TokenReader {

    private final PskcParser parser;

    /** @param file is not closed */
    public PskcReader(InputStream file, PskcSecret secret) {
        this.parser = new PskcParser(file, secret);
    }

    @Override
    public Optional<TokenRecord> next() throws IOException {
        return parser.next().map(PskcPackage::check);
    }
}
