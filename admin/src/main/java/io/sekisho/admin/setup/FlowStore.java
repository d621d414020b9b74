package io.sekisho.admin.setup;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormAuthenticator;
import org.keycloak.deployment.DeployedConfigurationsManager;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.provider.Provider;

/** A realm's flows, read and written as {@link FlowTree values}. */
final class FlowStore {

    /** Between two steps of a flow that is written, so that others can be put in between. */
    private static final int PRIORITY_STEP = 10;

    private static final String LOGIN_NAME_ALONE = "auth-username-form";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final DeployedConfigurationsManager configs;

    FlowStore(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.configs = new DeployedConfigurationsManager(session);
    }

    /** @throws UnsuitableFlow if a part of it is missing, or belongs to a provider that this server does not have */
    FlowTree read(AuthenticationFlowModel flow) {
        return read(flow, new ArrayDeque<>());
    }

    private FlowTree read(AuthenticationFlowModel flow, Deque<String> above) {
        if (above.contains(flow.getId())) {
            throw new UnsuitableFlow("The flow \"" + flow.getAlias() + "\" contains itself.");
        }
        above.push(flow.getId());
        List<Step> steps = new ArrayList<>();
        for (AuthenticationExecutionModel execution :
                realm.getAuthenticationExecutionsStream(flow.getId()).toList()) {
            FlowTree subFlow = execution.isAuthenticatorFlow() ? read(subFlow(flow, execution), above) : null;
            requireProvider(flow, execution);
            steps.add(new Step(
                    execution.getRequirement(), execution.getAuthenticator(), subFlow, config(flow, execution)));
        }
        above.pop();
        return new FlowTree(flow.getAlias(), flow.getDescription(), flow.getProviderId(), steps);
    }

    private AuthenticationFlowModel subFlow(AuthenticationFlowModel flow, AuthenticationExecutionModel execution) {
        AuthenticationFlowModel subFlow =
                execution.getFlowId() == null ? null : realm.getAuthenticationFlowById(execution.getFlowId());
        if (subFlow == null) {
            throw new UnsuitableFlow("The flow \"" + flow.getAlias() + "\" names a sub-flow that does not exist.");
        }
        return subFlow;
    }

    /** What is off may be of anything. */
    private void requireProvider(AuthenticationFlowModel flow, AuthenticationExecutionModel execution) {
        String authenticator = execution.getAuthenticator();
        boolean form = !FlowTree.BASIC.equals(flow.getProviderId());
        Class<? extends Provider> kind = execution.isAuthenticatorFlow()
                ? FormAuthenticator.class
                : form ? FormAction.class : Authenticator.class;
        if (execution.getRequirement() != AuthenticationExecutionModel.Requirement.DISABLED
                && (authenticator != null || !execution.isAuthenticatorFlow())
                && (authenticator == null
                        || session.getKeycloakSessionFactory().getProviderFactory(kind, authenticator) == null)) {
            throw new UnsuitableFlow("The flow \"" + flow.getAlias() + "\" has a step \"" + authenticator
                    + "\", whose provider this server does not have.");
        }
    }

    private Config config(AuthenticationFlowModel flow, AuthenticationExecutionModel execution) {
        String id = execution.getAuthenticatorConfig();
        if (id == null) {
            return null;
        }
        AuthenticatorConfigModel config = configs.getAuthenticatorConfig(realm, id);
        if (config == null) {
            throw new UnsuitableFlow("The configuration of the step \"" + execution.getAuthenticator()
                    + "\" of the flow \"" + flow.getAlias() + "\" does not exist.");
        }
        Map<String, String> values = config.getConfig() == null ? Map.of() : config.getConfig();
        return new Config(
                configs.getDeployedAuthenticatorConfig(id) == null ? null : id,
                config.getAlias(),
                new TreeMap<>(values));
    }

    /** Whether this server has an authenticator. */
    boolean knows(String authenticator) {
        return session.getKeycloakSessionFactory().getProviderFactory(Authenticator.class, authenticator) != null;
    }

    /**
     * Whether an authenticator asks for the login password. Keycloak's form of the login name alone is of the same
     * category, and does not.
     */
    boolean asksForPassword(String authenticator) {
        return !LOGIN_NAME_ALONE.equals(authenticator)
                && session.getKeycloakSessionFactory().getProviderFactory(Authenticator.class, authenticator)
                        instanceof AuthenticatorFactory factory
                && PasswordCredentialModel.TYPE.equals(factory.getReferenceCategory());
    }

    /** The flow of this name, whoever made it. */
    Optional<AuthenticationFlowModel> find(String alias) {
        return Optional.ofNullable(realm.getFlowByAlias(alias));
    }

    /** Names that a flow needs and that others have taken. */
    List<String> taken(FlowTree flow) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(flow.alias()).filter(alias -> realm.getFlowByAlias(alias) != null),
                                flow.steps().stream()
                                        .map(Step::config)
                                        .filter(config ->
                                                config != null && config.sharedId() == null && config.alias() != null)
                                        .map(Config::alias)
                                        .filter(alias -> configs.getAuthenticatorConfigByAlias(realm, alias) != null)),
                        flow.steps().stream()
                                .map(Step::flow)
                                .filter(Objects::nonNull)
                                .flatMap(subFlow -> taken(subFlow).stream()))
                .distinct()
                .toList();
    }

    /**
     * Stores a flow with all that is below it.
     *
     * @return its id
     */
    String write(FlowTree flow) {
        return write(flow, true, new HashMap<>());
    }

    private String write(FlowTree flow, boolean topLevel, Map<String, String> written) {
        if (written.containsKey(flow.alias())) {
            return written.get(flow.alias());
        }
        AuthenticationFlowModel model = new AuthenticationFlowModel();
        model.setAlias(flow.alias());
        model.setDescription(flow.description());
        model.setProviderId(flow.providerId());
        model.setTopLevel(topLevel);
        model.setBuiltIn(false);
        String id = realm.addAuthenticationFlow(model).getId();
        written.put(flow.alias(), id);
        int priority = 0;
        for (Step step : flow.steps()) {
            priority += PRIORITY_STEP;
            AuthenticationExecutionModel execution = new AuthenticationExecutionModel();
            execution.setParentFlow(id);
            execution.setRequirement(step.requirement());
            execution.setPriority(priority);
            execution.setAuthenticator(step.authenticator());
            execution.setAuthenticatorFlow(step.flow() != null);
            if (step.flow() != null) {
                execution.setFlowId(write(step.flow(), false, written));
            }
            execution.setAuthenticatorConfig(step.config() == null ? null : write(step.config()));
            realm.addAuthenticatorExecution(execution);
        }
        return id;
    }

    private String write(Config config) {
        if (config.sharedId() != null) {
            return config.sharedId();
        }
        AuthenticatorConfigModel model = new AuthenticatorConfigModel();
        model.setAlias(config.alias());
        model.setConfig(new HashMap<>(config.values()));
        return realm.addAuthenticatorConfig(model).getId();
    }

    /**
     * Whether something but the realm's bindings would miss it: a client, an identity provider, or another flow that
     * shares a part of it.
     */
    boolean usedElsewhere(AuthenticationFlowModel flow, Set<String> exceptClients) {
        Set<String> parts = parts(flow).keySet();
        boolean overridden = Stream.of("browser", "direct_grant")
                .flatMap(binding -> realm.searchClientByAuthenticationFlowBindingOverrides(
                        Map.of(binding, flow.getId()), 0, exceptClients.size() + 1))
                .anyMatch(client -> !exceptClients.contains(client.getId()));
        return overridden
                || session.identityProviders()
                        .getByFlow(flow.getId(), null, 0, 1)
                        .findAny()
                        .isPresent()
                || realm.getAuthenticationFlowsStream()
                        .filter(other -> !parts.contains(other.getId()))
                        .anyMatch(other -> realm.getAuthenticationExecutionsStream(other.getId())
                                .anyMatch(execution -> parts.contains(execution.getFlowId())));
    }

    /** Removes a flow with all that is below it. It must not be used any more. */
    void remove(AuthenticationFlowModel flow) {
        Map<String, AuthenticationFlowModel> parts = parts(flow);
        parts.keySet()
                .forEach(id -> realm.getAuthenticationExecutionsStream(id)
                        .toList()
                        .forEach(execution -> {
                            String config = execution.getAuthenticatorConfig();
                            if (config != null
                                    && configs.getDeployedAuthenticatorConfig(config) == null
                                    && realm.getAuthenticatorConfigById(config) != null) {
                                realm.removeAuthenticatorConfig(realm.getAuthenticatorConfigById(config));
                            }
                            realm.removeAuthenticatorExecution(execution);
                        }));
        parts.values().forEach(realm::removeAuthenticationFlow);
    }

    /** The flow and all that is below it, by their ids; each once. */
    private Map<String, AuthenticationFlowModel> parts(AuthenticationFlowModel flow) {
        Map<String, AuthenticationFlowModel> parts = new LinkedHashMap<>();
        Deque<AuthenticationFlowModel> open = new ArrayDeque<>(List.of(flow));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            AuthenticationFlowModel part = open.pop();
            if (seen.add(part.getId())) {
                parts.put(part.getId(), part);
                realm.getAuthenticationExecutionsStream(part.getId())
                        .map(AuthenticationExecutionModel::getFlowId)
                        .filter(Objects::nonNull)
                        .map(realm::getAuthenticationFlowById)
                        .filter(Objects::nonNull)
                        .forEach(open::push);
            }
        }
        return parts;
    }
}
