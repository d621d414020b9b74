package io.sekisho.credential.schema;

import io.sekisho.credential.guard.AttemptEntity;
import io.sekisho.credential.otp.OtpStateEntity;
import io.sekisho.credential.seed.SweptRealmEntity;
import io.sekisho.credential.token.TokenHolderEntity;
import io.sekisho.credential.token.TokenIssueEntity;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** The tables of this module. */
public final class CredentialEntityProvider implements JpaEntityProvider {

    @Override
    public List<Class<?>> getEntities() {
        return List.of(
                AttemptEntity.class,
                OtpStateEntity.class,
                TokenHolderEntity.class,
                TokenIssueEntity.class,
                SweptRealmEntity.class);
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/sekisho-credential-changelog.xml";
    }

    @Override
    public String getFactoryId() {
        return CredentialEntityProviderFactory.PROVIDER_ID;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
