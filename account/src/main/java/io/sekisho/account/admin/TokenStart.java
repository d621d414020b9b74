package io.sekisho.account.admin;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.sekisho.account.company.Companies;
import io.sekisho.account.company.Company;
import io.sekisho.credential.guard.Factor;
import io.sekisho.credential.guard.FactorChange;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.notice.NoticeKind;
import io.sekisho.notice.NoticeOutbox;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The start of the service by the branch, for one customer or a whole company; with event and notice, once. */
final class TokenStart {

    /** Customers of one transaction: few enough that it is short, and that none of its locks is held for long. */
    private static final int CHUNK = 100;

    private final KeycloakSession session;
    private final String admin;

    /** @param admin Keycloak's id of the one of the staff who starts it */
    TokenStart(KeycloakSession session, String admin) {
        this.session = session;
        this.admin = admin;
    }

    /** What came of starting a company. @param started now @param alreadyStarted some time before @param leftOut users whom the caller may not change */
    record Result(int started, int alreadyStarted, int leftOut) {
    }

    /** In the transaction of the session. @return whether it was not started before */
    boolean start(UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        if (!IssuedTokens.of(session).start(realm, user)) {
            return false;
        }
        new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.UPDATE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, Factor.OTP.credentialType()).detail("action", FactorChange.STARTED.label()).detail("admin", admin).success();
        FactorChange.STARTED.count(session, realm, Factor.OTP, FactorChange.By.STAFF);
        new NoticeOutbox(session).add(realm, user, NoticeKind.TOKEN_STARTED);
        return true;
    }

    /**
     * In transactions of its own, one after the other, since one for a great company would take longer than a transaction
     * may. They go through the company's users in one order, so that two calls do not wait for each other.
     *
     * @param mayStart for whom the caller may, asked in the session of such a transaction
     */
    Result startAll(Companies companies, Company company, Function<KeycloakSession, Predicate<UserModel>> mayStart) {
        String realmId = session.getContext().getRealm().getId();
        int started = 0;
        int before = 0;
        int leftOut = 0;
        for (List<String> ids = companies.memberIds(company, null, CHUNK); !ids.isEmpty(); ids = companies.memberIds(company, last(ids), CHUNK)) {
            Result chunk = startChunk(realmId, ids, mayStart);
            started += chunk.started();
            before += chunk.alreadyStarted();
            leftOut += chunk.leftOut();
        }
        return new Result(started, before, leftOut);
    }

    private Result startChunk(String realmId, List<String> ids, Function<KeycloakSession, Predicate<UserModel>> mayStart) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), session.getContext(), own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            own.getContext().setRealm(realm);
            // Whoever was deleted a moment ago is none of them.
            Map<Boolean, List<UserModel>> users = ids.stream().map(id -> own.users().getUserById(realm, id)).filter(Objects::nonNull)
                    .collect(Collectors.partitioningBy(mayStart.apply(own)));
            TokenStart start = new TokenStart(own, admin);
            int started = 0;
            for (UserModel user : users.get(true)) {
                started += start.start(user) ? 1 : 0;
            }
            return new Result(started, users.get(true).size() - started, users.get(false).size());
        }, "sekisho start of a company");
    }

    private static String last(List<String> ids) {
        return ids.get(ids.size() - 1);
    }
}
