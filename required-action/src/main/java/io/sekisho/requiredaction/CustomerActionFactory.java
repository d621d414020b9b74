package io.sekisho.requiredaction;

import io.sekisho.institution.RequiredActionId;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** What the factories of all walks have in common; one stateless action serves every request. */
public abstract class CustomerActionFactory implements RequiredActionFactory {

    private final RequiredActionId id;
    private final String displayText;
    private final CustomerAction<?> action;

    /** @param displayText for the admin console */
    protected CustomerActionFactory(RequiredActionId id, String displayText, CustomerAction<?> action) {
        this.id = id;
        this.displayText = displayText;
        this.action = action;
    }

    @Override
    public final RequiredActionProvider create(KeycloakSession session) {
        return action;
    }

    @Override
    public final String getId() {
        return id.id();
    }

    @Override
    public final String getDisplayText() {
        return displayText;
    }

    /**
     * A link that staff have mailed is good for one walk. Older versions of Keycloak think otherwise unless they are
     * told.
     */
    @Override
    public final boolean isOneTimeAction() {
        return true;
    }

    @Override
    public void init(Config.Scope config) {
        // no options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // nothing to do
    }

    @Override
    public void close() {
        // nothing is held
    }
}
