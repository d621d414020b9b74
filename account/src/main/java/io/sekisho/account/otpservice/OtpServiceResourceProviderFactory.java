package io.sekisho.account.otpservice;

import io.sekisho.account.CustomerPages;
import io.sekisho.institution.SekishoServerInfo;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@code /realms/{realm}/otp-service}. */
public final class OtpServiceResourceProviderFactory implements RealmResourceProviderFactory, SekishoServerInfo {

    /** Also the path below the realm. */
    public static final String PROVIDER_ID = CustomerPages.PATH;

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new OtpServiceResource(session);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
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
