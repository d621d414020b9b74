package io.sekisho.requiredaction.token;

import io.sekisho.institution.RequiredActionId;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link BindAction}. */
public final class BindActionFactory extends CustomerActionFactory {

    public BindActionFactory() {
        super(RequiredActionId.TOKEN_BIND, "Sekisho: bind a token by its ID", new BindAction());
    }
}
