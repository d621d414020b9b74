package io.sekisho.institution;

/** Of whom a token is asked at each login until it is in use. In a realm attribute written in kebab-case. */
public enum IssueObligation {
    /** Of every customer. */
    ALWAYS,
    /** Of those for whom the institution's staff have started the service. */
    AFTER_START,
    /** Of nobody; customers start it from the status page. */
    NEVER
}
