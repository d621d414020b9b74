package io.sekisho.requiredaction.token;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link TokenIssueAction}. */
public final class TokenIssueActionFactory extends CustomerActionFactory {

    public TokenIssueActionFactory() {
        super(RequiredActionId.TOKEN_ISSUE, "Sekisho: have a token issued", new TokenIssueAction());
    }
}
