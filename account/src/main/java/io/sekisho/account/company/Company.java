package io.sekisho.account.company;

/**
 * A client company of the institution.
 *
 * @param id to be named in addresses and in the admin REST
 * @param name for people
 */
public record Company(String id, String name) {}
