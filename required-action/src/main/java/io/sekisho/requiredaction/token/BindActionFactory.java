package io.sekisho.requiredaction.token;

import io.sekisho.inventory.TokenInventory;
import io.sekisho.requiredaction.CustomerActionFactory;

/** Makes the {@link BindAction}. */
public final class BindActionFactory extends CustomerActionFactory {

    public static final String PROVIDER_ID = TokenInventory.REQUIRED_ACTION;

    public BindActionFactory() {
        super(PROVIDER_ID, "Sekisho: bind a token by its ID", new BindAction());
    }
}
