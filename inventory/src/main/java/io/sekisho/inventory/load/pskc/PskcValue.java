package io.sekisho.inventory.load.pskc;

/**
 * A value of a key as it stands in the file.
 *
 * @param plain     the text of PlainValue, or null
 * @param encrypted EncryptedValue, or null
 * @param mac       the text of ValueMAC, or null
 */
record PskcValue(String plain, Encrypted encrypted, String mac) {

    /**
     * @param algorithm a URI, or null
     * @param cipherValue in Base64, or null
     */
    record Encrypted(String algorithm, String cipherValue) {

        @Override
        public String toString() {
            return "Encrypted[" + algorithm + "]";
        }
    }

    @Override
    public String toString() {
        return "PskcValue";
    }
}
