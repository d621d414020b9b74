package io.sekisho.requiredaction.token;

import io.sekisho.credential.token.IssuedTokens;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link TokenIssueAction}. */
public final class TokenIssueActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = IssuedTokens.REQUIRED_ACTION;

    public TokenIssueActionFactory() {
        super(PROVIDER_ID, "Sekisho: have a token issued", new TokenIssueAction());
    }
}
