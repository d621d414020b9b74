package io.sekisho.notice;

import io.sekisho.institution.SekishoServerInfo;
import java.util.List;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderEvent;

/**
 * Adds the outbox's table to Keycloak's database and runs the delivery. Options for the whole server, each
 * {@code --spi-jpa-entity-provider--sekisho-notice--<option>} on the command line and
 * {@code KC_SPI_JPA_ENTITY_PROVIDER__SEKISHO_NOTICE__<OPTION>} in the environment:
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>unit</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code interval-seconds}</td><td>s</td><td>10</td><td>between two looks for what is due; fresh notices do not
 * wait for it</td></tr>
 * <tr><td>{@code retry-first-seconds}</td><td>s</td><td>60</td><td>from the first failed attempt to the second, doubled
 * each time; also how long a realm rests whose mail server failed</td></tr>
 * <tr><td>{@code retry-max-seconds}</td><td>s</td><td>3600</td><td>between two attempts at most</td></tr>
 * <tr><td>{@code max-attempts}</td><td></td><td>30</td><td>until a notice is given up; with the defaults above after
 * about a day</td></tr>
 * <tr><td>{@code lease-seconds}</td><td>s</td><td>300</td><td>for one mail, before other nodes take the notice
 * over</td></tr>
 * <tr><td>{@code keep-sent-days}</td><td>d</td><td>7</td><td>how long a sent notice is kept</td></tr>
 * <tr><td>{@code keep-failed-days}</td><td>d</td><td>90</td><td>how long a notice is kept that was given up</td></tr>
 * <tr><td>{@code mails-per-second}</td><td></td><td>200</td><td>that a node sends at most, of all realms
 * together</td></tr> </table>
 */
public final class NoticeEntityProviderFactory implements JpaEntityProviderFactory, SekishoServerInfo {

    public static final String PROVIDER_ID = "sekisho-notice";

    private static final String CHANGELOG = "META-INF/sekisho-notice-changelog.xml";

    private NoticeConfig config;
    private NoticeWorker worker;

    static NoticeEntityProviderFactory of(KeycloakSessionFactory sessions) {
        return (NoticeEntityProviderFactory) sessions.getProviderFactory(JpaEntityProvider.class, PROVIDER_ID);
    }

    NoticeWorker worker() {
        return worker;
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public void init(Config.Scope scope) {
        config = NoticeConfig.of(scope::get);
    }

    @Override
    public void postInit(KeycloakSessionFactory sessions) {
        worker = new NoticeWorker(config, sessions);
        sessions.register(this::onEvent);
    }

    private void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent) {
            // Not earlier: before the migration there is no table.
            worker.start();
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            new NoticeStore(removed.getKeycloakSession())
                    .removeOfUser(removed.getRealm().getId(), removed.getUser().getId());
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            new NoticeStore(removed.getKeycloakSession())
                    .removeOfRealm(removed.getRealm().getId());
        }
    }

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new Entities();
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return NoticeConfig.metadata();
    }

    @Override
    public Map<String, String> facts() {
        return config.inForce();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.stop();
        }
    }

    private static final class Entities implements JpaEntityProvider {

        @Override
        public List<Class<?>> getEntities() {
            return List.of(NoticeEntity.class, MailOutageEntity.class);
        }

        @Override
        public String getChangelogLocation() {
            return CHANGELOG;
        }

        @Override
        public String getFactoryId() {
            return PROVIDER_ID;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
