package io.sekisho.account.company;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The client companies of a realm, their users, and what a user is in a company. Everything else goes by this
 * interface; what a company is to Keycloak is known only to its implementation.
 *
 * <p>A user belongs to one company. Whoever is in none, or in more than one, has none here.
 */
public interface Companies {

    /** Those of this session's realm. */
    static Companies of(KeycloakSession session) {
        return new GroupCompanies(session);
    }

    /** Whether the realm has companies at all. */
    boolean offered();

    /** The company of a user. */
    Optional<Company> companyOf(UserModel user);

    /** What a user is in the company, whichever that is. */
    CompanyRole roleOf(UserModel user);

    /**
     * A page of a company's users, in the order of their login names.
     *
     * @param first index of the first one, from 0
     * @param max   how many at most
     */
    List<Member> members(Company company, MemberQuery query, int first, int max);

    /** How many users of a company the query finds. */
    long count(Company company, MemberQuery query);

    /**
     * One user of a company. Empty for an id of another company's user, and as fast, for one that nobody has.
     *
     * @param userId Keycloak's id
     */
    Optional<Member> member(Company company, String userId);

    /**
     * The ids of a company's users in their own order, for work on all of them.
     *
     * @param after the last one that is done, or null to begin
     */
    List<String> memberIds(Company company, String after, int max);

    /**
     * A page of the realm's companies, in the order of their names.
     *
     * @param search part of the name, or null
     */
    List<Company> companies(String search, int first, int max);

    /** One of the realm's companies. */
    Optional<Company> find(String id);

    /** How many users they have, by their id. */
    Map<String, Long> sizes(List<Company> companies);

    /** Whether one of the staff may see a company, fine-grained permissions included. */
    boolean mayView(AdminPermissionEvaluator auth, Company company);

    /** Whether one of the staff may change the users of a company, fine-grained permissions included. */
    boolean mayManageMembers(AdminPermissionEvaluator auth, Company company);
}
