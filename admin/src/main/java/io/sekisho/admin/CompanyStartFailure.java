package io.sekisho.admin;

/** Why the start of a company has ended before its last user. */
enum CompanyStartFailure {
    NOT_ALLOWED("Whoever asked for it is disabled or gone, or may not manage the company's users any more."),
    NO_COMPANY("The company is gone, or the realm has no companies or issues no tokens any more."),
    UNEXPECTED("It failed again and again: see the log of the server.");

    private final String sentence;

    CompanyStartFailure(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
