package io.sekisho.requiredaction;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** What the factories of all walks have in common; one stateless action serves every request. */
public abstract class CustomerActionFactory implements RequiredActionFactory {

    private final String id;
    private final String displayText;
    private final CustomerAction action;

    /**
     * @param id provider id, which is also to be the alias in the realm
     * @param displayText for the admin console
     */
    protected CustomerActionFactory(String id, String displayText, CustomerAction action) {
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
        return id;
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
