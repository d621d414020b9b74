package io.sekisho.account.company;

/**
 * A user of a company.
 *
 * @param userId    Keycloak's id
 * @param loginName what the user logs in with
 * @param name      last name, first name; empty if there is neither
 * @param role      in the company
 */
public record Member(String userId, String loginName, String name, CompanyRole role) {}
