package io.sekisho.account.company;

import io.sekisho.credential.token.TokenFilter;
import java.util.Set;

/**
 * Which of a company's users are asked for.
 *
 * @param search words that each must be part of login name, name or e-mail address; null or blank for everybody
 * @param roles  that are wanted
 * @param tokens how their token has to stand
 * @param except Keycloak's id of a user to be left out, or null
 */
public record MemberQuery(String search, Set<CompanyRole> roles, TokenFilter tokens, String except) {

    /** All users of a company. */
    public static final MemberQuery EVERYBODY =
            new MemberQuery(null, Set.of(CompanyRole.values()), TokenFilter.ALL, null);
}
