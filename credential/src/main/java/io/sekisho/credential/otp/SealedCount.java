package io.sekisho.credential.otp;

/**
 * How many OTP credentials of a realm have a sealed seed.
 *
 * @param usable of customers who can log in with them
 * @param lost   of tokens that are reported lost
 */
public record SealedCount(long usable, long lost) {}
