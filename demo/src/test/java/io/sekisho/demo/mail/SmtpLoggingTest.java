package io.sekisho.demo.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SmtpLoggingTest {

    /** By an older API it would find none, and say so in three lines of the demo's table. */
    @Test
    void the_smtp_library_finds_the_one_logger_that_says_nothing() throws ClassNotFoundException {
        Class<?> provider = Class.forName("org.slf4j.spi.SLF4JServiceProvider");

        assertEquals(
                "[org.slf4j.nop.NOPServiceProvider]",
                ServiceLoader.load(provider).stream()
                        .map(found -> found.type().getName())
                        .toList()
                        .toString());
    }
}
