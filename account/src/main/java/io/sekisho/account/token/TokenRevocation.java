package io.sekisho.account.token;

import io.sekisho.credential.guard.ChangedBy;
import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.credential.token.TokenIssue;
import io.sekisho.notice.NoticeOutbox;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** トークンの失効, by a manager or the staff. To be called after their proof, in their transaction. */
public final class TokenRevocation {

    private TokenRevocation() {}

    /**
     * Revokes a customer's token, and takes back the mail that would announce it.
     *
     * @param by who does it
     * @return whether there was anything to revoke
     */
    public static boolean revoke(KeycloakSession session, RealmModel realm, UserModel user, ChangedBy by) {
        IssuedTokens tokens = IssuedTokens.of(session);
        Optional<String> mail = tokens.find(user).map(TokenIssue::noticeId);
        if (!tokens.revoke(realm, user, by)) {
            return false;
        }
        mail.ifPresent(notice -> new NoticeOutbox(session).withdraw(realm, notice));
        return true;
    }
}
