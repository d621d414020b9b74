package io.sekisho.account.company;

import io.sekisho.account.CustomerPages;
import io.sekisho.institution.InstitutionSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Companies as groups: the children of the group that {@code sekisho.companiesGroup} names. Roles are client roles of
 * the client {@code otp-service}, given in any of Keycloak's ways: straight, by a composite role, by a group.
 *
 * <p>Lists are queries of our own over Keycloak's tables, since Keycloak's interface can neither leave out users of a
 * role nor sort and search the members of a group in the database. So they hold the users of Keycloak's own database,
 * among them those that a user federation has imported, and not those that it only passes on.
 */
final class GroupCompanies implements Companies {

    static final String MASTER_ROLE = "company-master";
    static final String ADMINISTRATOR_ROLE = "company-administrator";

    // Each query goes from the memberships of the company, and counts in a query within what it asks of their users:
    // by index, as often as there are members. Joins, or "exists", PostgreSQL answers by all users or memberships of
    // all realms, once a company is not small.
    private static final String MEMBERS = "from UserGroupMembershipEntity m where m.groupId = :company";
    /** To be closed. Users, and not the accounts of services. */
    private static final String IS_USER =
            " and (select count(u.id) from UserEntity u where u.id = m.user.id and u.serviceAccountClientLink is null";

    private static final String CLOSED = ") > 0";
    private static final String BY_NAME =
            "order by (select n.username from UserEntity n where n.id = m.user.id), m.user.id";
    private static final String COMPANIES_OF_MEMBER = """
            (select count(og.id) from UserGroupMembershipEntity om join GroupEntity og on og.id = om.groupId and og.parentId = :companies where om.user.id = m.user.id)""";
    /**
     * Users of the company who are in another one as well. A query of its own, since a condition in each other one
     * would take longer than all the rest of it.
     */
    private static final String SHARED = "select m.user.id " + MEMBERS + " and " + COMPANIES_OF_MEMBER + " > 1";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Optional<GroupModel> companiesGroup;
    private final Map<CompanyRole, Holders> holders = new HashMap<>();
    private final Map<String, List<String>> shared = new HashMap<>();
    private final Map<String, Set<String>> having = new HashMap<>();

    GroupCompanies(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.companiesGroup = InstitutionSettings.of(realm).companiesGroup().map(path -> group(session, realm, path));
    }

    /**
     * Whoever asks: Keycloak's search leaves out what a delegated admin may not see, and with this group all of his
     * companies were gone.
     */
    private static GroupModel group(KeycloakSession session, RealmModel realm, String path) {
        GroupModel[] found = new GroupModel[1];
        AdminPermissionsSchema.runWithoutAuthorization(session, () -> {
            found[0] = KeycloakModelUtils.findGroupByPath(session, realm, path);
        });
        return found[0];
    }

    @Override
    public boolean offered() {
        return companiesGroup.isPresent();
    }

    @Override
    public Optional<Company> companyOf(UserModel user) {
        if (companiesGroup.isEmpty()) {
            return Optional.empty();
        }
        List<GroupModel> groups =
                user.getGroupsStream().filter(this::isCompany).limit(2).toList();
        return groups.size() == 1 ? Optional.of(company(groups.get(0))) : Optional.empty();
    }

    private boolean isCompany(GroupModel group) {
        return companiesGroup.isPresent() && companiesGroup.get().getId().equals(group.getParentId());
    }

    private static Company company(GroupModel group) {
        return new Company(group.getId(), group.getName());
    }

    @Override
    public CompanyRole roleOf(UserModel user) {
        return Stream.of(CompanyRole.MASTER, CompanyRole.ADMINISTRATOR)
                .filter(role -> roleModel(role).map(user::hasRole).orElse(false))
                .findFirst()
                .orElse(CompanyRole.USER);
    }

    private Optional<RoleModel> roleModel(CompanyRole role) {
        ClientModel client = realm.getClientByClientId(CustomerPages.CLIENT_ID);
        return client == null
                ? Optional.empty()
                : Optional.ofNullable(client.getRole(
                        switch (role) {
                            case MASTER -> MASTER_ROLE;
                            case ADMINISTRATOR -> ADMINISTRATOR_ROLE;
                            case USER -> throw new IllegalArgumentException("being a user is no role of its own");
                        }));
    }

    @Override
    public List<Member> members(Company company, MemberQuery query, int first, int max) {
        Conditions conditions = conditions(company, query);
        return withRoles(
                company,
                conditions
                        .of("select m.user.id " + MEMBERS, BY_NAME, String.class)
                        .setFirstResult(first)
                        .setMaxResults(max)
                        .getResultList());
    }

    @Override
    public long count(Company company, MemberQuery query) {
        return conditions(company, query)
                .of("select count(m.user.id) " + MEMBERS, "", Long.class)
                .getSingleResult();
    }

    @Override
    public Optional<Member> member(Company company, String userId) {
        // No database takes every character in a text.
        if (!userId.matches("[!-~]{1,255}")) {
            return Optional.empty();
        }
        Conditions conditions = conditions(company, MemberQuery.EVERYBODY);
        conditions.and("m.user.id = :id", "id", userId);
        return withRoles(
                        company,
                        conditions
                                .of("select m.user.id " + MEMBERS, "", String.class)
                                .getResultList())
                .stream()
                .findFirst();
    }

    @Override
    public List<String> memberIds(Company company, String after, int max) {
        Conditions conditions = conditions(company, MemberQuery.EVERYBODY);
        if (after != null) {
            conditions.and("m.user.id > :after", "after", after);
        }
        return conditions
                .of("select m.user.id " + MEMBERS, "order by m.user.id", String.class)
                .setMaxResults(max)
                .getResultList();
    }

    private Conditions conditions(Company company, MemberQuery query) {
        Conditions conditions = new Conditions();
        conditions.parameters.put("company", company.id());
        conditions.except("shared", shared(company));
        conditions.text.append(" and ").append(query.tokens().condition("m.user.id"));
        if (query.tokens().timed()) {
            conditions.parameters.put("now", Time.currentTimeMillis());
        }
        if (query.except() != null) {
            conditions.and("m.user.id <> :except", "except", query.except());
        }
        limitRoles(conditions, company, query.roles());
        conditions.text.append(IS_USER);
        conditions.search(query.search(), "u.username", "u.lastName", "u.firstName", "u.email");
        conditions.text.append(CLOSED);
        return conditions;
    }

    /** Asked once for both the number of users and a page of them. */
    private List<String> shared(Company company) {
        return shared.computeIfAbsent(
                company.id(),
                id -> entityManager()
                        .createQuery(SHARED, String.class)
                        .setParameter("company", id)
                        .setParameter(
                                "companies",
                                companiesGroup.map(GroupModel::getId).orElse(""))
                        .getResultList());
    }

    private void limitRoles(Conditions conditions, Company company, Set<CompanyRole> roles) {
        if (!roles.contains(CompanyRole.MASTER)) {
            conditions.except("masters", having(CompanyRole.MASTER, company));
        }
        if (!roles.contains(CompanyRole.ADMINISTRATOR)) {
            Set<String> administrators = new HashSet<>(having(CompanyRole.ADMINISTRATOR, company));
            administrators.removeAll(having(CompanyRole.MASTER, company));
            conditions.except("administrators", administrators);
        }
        if (!roles.contains(CompanyRole.USER)) {
            Set<String> managers = new HashSet<>(having(CompanyRole.MASTER, company));
            managers.addAll(having(CompanyRole.ADMINISTRATOR, company));
            // Never empty, which not every database takes.
            managers.add("");
            conditions.and("m.user.id in :managers", "managers", managers);
        }
    }

    /** The company's users of a role. Asked for once, from the roles' side, where there are fewer than users. */
    private Set<String> having(CompanyRole role, Company company) {
        return having.computeIfAbsent(role.name() + " " + company.id(), key -> {
            Holders by = holders(role);
            Set<String> users = new HashSet<>();
            if (!by.roles.isEmpty()) {
                users.addAll(ids(
                        "select m.user.id from UserRoleMappingEntity r join UserGroupMembershipEntity m on m.user = r.user and m.groupId = :company where r.roleId in :ids",
                        by.roles,
                        company));
            }
            if (!by.groups.isEmpty()) {
                users.addAll(ids(
                        "select m.user.id from UserGroupMembershipEntity r join UserGroupMembershipEntity m on m.user = r.user and m.groupId = :company where r.groupId in :ids",
                        by.groups,
                        company));
            }
            return users;
        });
    }

    private List<String> ids(String query, Set<String> ids, Company company) {
        return entityManager()
                .createQuery(query, String.class)
                .setParameter("ids", ids)
                .setParameter("company", company.id())
                .getResultList();
    }

    /**
     * What gives a role.
     *
     * @param roles itself and the composites around it
     * @param groups that have one of them, with all groups below
     */
    private record Holders(Set<String> roles, Set<String> groups) {}

    private Holders holders(CompanyRole role) {
        return holders.computeIfAbsent(role, asked -> {
            Set<String> roles = closure(
                    roleModel(asked).map(RoleModel::getId).stream().collect(Collectors.toSet()),
                    "select c.parentRole.id from CompositeRoleEntity c where c.childRole.id in :ids");
            Set<String> groups = roles.isEmpty()
                    ? Set.of()
                    : new HashSet<>(
                            ids("select g.group.id from GroupRoleMappingEntity g where g.roleId in :ids", roles));
            return new Holders(roles, closure(groups, "select g.id from GroupEntity g where g.parentId in :ids"));
        });
    }

    private Set<String> closure(Set<String> start, String next) {
        Set<String> all = new HashSet<>(start);
        Set<String> latest = all;
        while (!latest.isEmpty()) {
            latest = ids(next, latest).stream().filter(id -> !all.contains(id)).collect(Collectors.toSet());
            all.addAll(latest);
        }
        return all;
    }

    private List<String> ids(String query, Set<String> ids) {
        return entityManager()
                .createQuery(query, String.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    /** In the same order. */
    private List<Member> withRoles(Company company, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, Object[]> rows = entityManager()
                .createQuery(
                        "select u.id, u.username, u.lastName, u.firstName from UserEntity u where u.id in :ids",
                        Object[].class)
                .setParameter("ids", ids)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> row));
        Set<String> masters = having(CompanyRole.MASTER, company);
        Set<String> administrators = having(CompanyRole.ADMINISTRATOR, company);
        return ids.stream()
                .map(rows::get)
                .filter(Objects::nonNull)
                .map(row -> {
                    String id = (String) row[0];
                    String name = (Objects.requireNonNullElse((String) row[2], "") + " "
                                    + Objects.requireNonNullElse((String) row[3], ""))
                            .strip();
                    return new Member(
                            id,
                            (String) row[1],
                            name,
                            masters.contains(id)
                                    ? CompanyRole.MASTER
                                    : administrators.contains(id) ? CompanyRole.ADMINISTRATOR : CompanyRole.USER);
                })
                .toList();
    }

    @Override
    public List<Company> companies(String search, int first, int max) {
        Conditions conditions = new Conditions();
        conditions.parameters.put(
                "companies", companiesGroup.map(GroupModel::getId).orElse(""));
        conditions.parameters.put("realm", realm.getId());
        conditions.search(search, "g.name");
        return conditions
                .of(
                        "select g.id, g.name from GroupEntity g where g.realm = :realm and g.parentId = :companies",
                        "order by g.name, g.id",
                        Object[].class)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList()
                .stream()
                .map(row -> new Company((String) row[0], (String) row[1]))
                .toList();
    }

    @Override
    public Optional<Company> find(String id) {
        return Optional.ofNullable(session.groups().getGroupById(realm, id))
                .filter(this::isCompany)
                .map(GroupCompanies::company);
    }

    @Override
    public Map<String, Long> sizes(List<Company> companies) {
        if (companies.isEmpty()) {
            return Map.of();
        }
        Conditions conditions = new Conditions();
        conditions.parameters.put("ids", companies.stream().map(Company::id).toList());
        conditions.parameters.put(
                "companies", companiesGroup.map(GroupModel::getId).orElse(""));
        Map<String, Long> sizes = new HashMap<>();
        companies.forEach(company -> sizes.put(company.id(), 0L));
        conditions
                .of(
                        "select m.groupId, count(m.user.id) from UserGroupMembershipEntity m where m.groupId in :ids"
                                + IS_USER + CLOSED + " and " + COMPANIES_OF_MEMBER + " = 1",
                        "group by m.groupId",
                        Object[].class)
                .getResultList()
                .forEach(row -> sizes.put((String) row[0], (Long) row[1]));
        return sizes;
    }

    @Override
    public boolean mayView(AdminPermissionEvaluator auth, Company company) {
        return auth.groups().canView(session.groups().getGroupById(realm, company.id()));
    }

    @Override
    public boolean mayManageMembers(AdminPermissionEvaluator auth, Company company) {
        return auth.groups().canManageMembers(session.groups().getGroupById(realm, company.id()));
    }

    /** Conditions of a query as they come together, with their parameters. */
    private final class Conditions {

        private final StringBuilder text = new StringBuilder();
        private final Map<String, Object> parameters = new LinkedHashMap<>();

        void and(String condition, String name, Object value) {
            text.append(" and ").append(condition);
            parameters.put(name, value);
        }

        void except(String name, Collection<String> userIds) {
            if (!userIds.isEmpty()) {
                and("m.user.id not in :" + name, name, userIds);
            }
        }

        /** Each of the words, in any of the columns. */
        void search(String words, String... columns) {
            int number = 0;
            for (List<String> forms : SearchWords.patterns(words)) {
                List<String> ways = new ArrayList<>();
                for (String form : forms) {
                    String name = "word" + number++;
                    parameters.put(name, form);
                    for (String column : columns) {
                        ways.add("lower(" + column + ") like :" + name + " escape '" + SearchWords.ESCAPE + "'");
                    }
                }
                text.append(" and (").append(String.join(" or ", ways)).append(")");
            }
        }

        <T> TypedQuery<T> of(String select, String order, Class<T> type) {
            TypedQuery<T> query = entityManager().createQuery(select + text + " " + order, type);
            parameters.forEach(query::setParameter);
            return query;
        }
    }

    private EntityManager entityManager() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
