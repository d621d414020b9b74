package io.sekisho.admin;

import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.token.IssuedTokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The start of the service by the branch, for one customer or a whole company; with event and notice, once. */
final class TokenStart {

    private final KeycloakSession session;
    private final String admin;

    /** @param admin Keycloak's id of the one of the staff who starts it */
    TokenStart(KeycloakSession session, String admin) {
        this.session = session;
        this.admin = admin;
    }

    /**
     * What came of starting a company.
     *
     * @param started now
     * @param alreadyStarted some time before
     * @param leftOut users whom the caller may not change
     */
    record Result(int started, int alreadyStarted, int leftOut) {}

    /**
     * In the transaction of the session.
     *
     * @return whether it was not started before
     */
    boolean start(UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        return IssuedTokens.of(session).start(realm, user, ChangedBy.staff(admin));
    }

    /**
     * In the transaction of the session, for some users in the order of their ids, so that two who do so do not wait
     * for each other. Whoever was deleted a moment ago is none of them.
     *
     * @param mayStart for whom the caller may
     */
    Result startAll(List<String> ids, Predicate<UserModel> mayStart) {
        RealmModel realm = session.getContext().getRealm();
        Map<Boolean, List<UserModel>> users = ids.stream()
                .map(id -> session.users().getUserById(realm, id))
                .filter(Objects::nonNull)
                .collect(Collectors.partitioningBy(mayStart));
        int started = 0;
        for (UserModel user : users.get(true)) {
            started += start(user) ? 1 : 0;
        }
        return new Result(
                started, users.get(true).size() - started, users.get(false).size());
    }
}
