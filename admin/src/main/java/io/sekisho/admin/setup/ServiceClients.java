package io.sekisho.admin.setup;

import io.sekisho.account.CustomerPages;
import io.sekisho.institution.Entrance;
import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;

/** The clients at which customers log in for our pages, and begin a walk at a link of the login page. */
final class ServiceClients {

    private static final String WHAT = "client";
    private static final String ENTRANCE_FLOW = "sekisho entrance";
    static final Set<String> OURS = Set.of(CustomerPages.CLIENT_ID, Entrance.CLIENT_ID);

    private final RealmModel realm;
    private final FlowStore flows;
    private final MadeFlows made;
    private final Registry registry;
    private final SetupPlan plan;
    private final Before before;

    /** Registers and removes clients as the admin console does: with the realm's client policies. */
    interface Registry {
        /** @throws WebApplicationException if the realm's policies are against it */
        ClientModel make(ClientRepresentation client);

        /** @throws WebApplicationException if the realm's policies are against it */
        void remove(ClientModel client);
    }

    /** Their part of the record. */
    static final class Before {
        /** Ids of clients, by their names. */
        Map<String, String> clientsMade = new TreeMap<>();

        Map<String, Change> clientsChanged = new TreeMap<>();
    }

    /** What was done to a client that was there before. */
    static final class Change {
        boolean enabled;
        List<String> redirectUrisAdded = new ArrayList<>();
        String browserFlowAdded;
    }

    ServiceClients(
            RealmModel realm, FlowStore flows, MadeFlows made, Registry registry, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.flows = flows;
        this.made = made;
        this.registry = registry;
        this.plan = plan;
        this.before = before.clients;
    }

    void plan(ServiceKind kind) {
        plan(CustomerPages.CLIENT_ID, "OTP service", servicePath() + "*", false);
        if (kind.hasEntrances()) {
            entranceFlow();
            plan(Entrance.CLIENT_ID, "Links of the login page", servicePath(), true);
        }
    }

    private String servicePath() {
        return ServiceAddress.path(realm.getName());
    }

    private void entranceFlow() {
        ClientModel there = realm.getClientByClientId(Entrance.CLIENT_ID);
        FlowTree wanted = FlowRules.entrance(ENTRANCE_FLOW);
        String override = there == null ? null : browserFlow(there);
        if (override == null) {
            made.plan(wanted);
            return;
        }
        AuthenticationFlowModel own = realm.getAuthenticationFlowById(override);
        if (own == null || !flows.read(own).steps().equals(wanted.steps())) {
            throw SetupPlan.conflict(
                    "Client in use",
                    "The client " + Entrance.CLIENT_ID + " has a browser flow that is not that of the entrances.");
        }
        plan.alreadySo("flow", own.getAlias(), own.getAlias());
    }

    private void plan(String clientId, String name, String redirectUri, boolean entrance) {
        ClientModel there = realm.getClientByClientId(clientId);
        if (there == null) {
            plan.change(WHAT, clientId, null, redirectUri, () -> make(clientId, name, redirectUri, entrance));
            return;
        }
        requireUsable(there, entrance);
        List<String> missing = new ArrayList<>();
        if (!there.isEnabled()) {
            missing.add("enabled");
        }
        if (!there.getRedirectUris().contains(redirectUri)) {
            missing.add("redirect URI " + redirectUri);
        }
        boolean flowMissing = entrance && browserFlow(there) == null;
        if (flowMissing) {
            missing.add("browser flow " + ENTRANCE_FLOW);
        }
        if (missing.isEmpty()) {
            plan.alreadySo(WHAT, clientId, redirectUri);
            return;
        }
        plan.change(
                WHAT,
                clientId,
                "without: " + String.join(", ", missing),
                redirectUri,
                () -> complete(there, redirectUri, flowMissing));
    }

    private void make(String clientId, String name, String redirectUri, boolean entrance) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setName(name);
        client.setPublicClient(true);
        client.setRootUrl("${authBaseUrl}");
        client.setBaseUrl(servicePath());
        client.setRedirectUris(List.of(redirectUri));
        client.setFullScopeAllowed(false);
        if (entrance) {
            client.setAuthenticationFlowBindingOverrides(
                    Map.of(AuthenticationFlowBindings.BROWSER_BINDING, entranceFlowId()));
        }
        before.clientsMade.put(clientId, registry.make(client).getId());
        // One that an earlier set-up has completed is gone: there is nothing to be put back.
        before.clientsChanged.remove(clientId);
    }

    private void requireUsable(ClientModel client, boolean entrance) {
        List<String> against = new ArrayList<>();
        if (client.getProtocol() != null && !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol())) {
            against.add("the protocol " + client.getProtocol());
        }
        if (client.isBearerOnly()) {
            against.add("bearer only");
        } else if (!client.isStandardFlowEnabled()) {
            against.add("no standard flow");
        }
        if (!entrance && browserFlow(client) != null) {
            against.add("a browser flow of its own");
        }
        if (!against.isEmpty()) {
            throw SetupPlan.conflict(
                    "Client in use",
                    "The client " + client.getClientId() + " has " + String.join(", ", against)
                            + ": change that, or give it another name.");
        }
    }

    private void complete(ClientModel client, String redirectUri, boolean flowMissing) {
        Change change = new Change();
        change.enabled = client.isEnabled();
        if (!client.getRedirectUris().contains(redirectUri)) {
            client.addRedirectUri(redirectUri);
            change.redirectUrisAdded.add(redirectUri);
        }
        client.setEnabled(true);
        if (flowMissing) {
            change.browserFlowAdded = entranceFlowId();
            client.setAuthenticationFlowBindingOverride(
                    AuthenticationFlowBindings.BROWSER_BINDING, change.browserFlowAdded);
        }
        if (!client.getId().equals(before.clientsMade.get(client.getClientId()))) {
            before.clientsChanged.merge(client.getClientId(), change, (first, second) -> {
                first.redirectUrisAdded.addAll(second.redirectUrisAdded);
                first.browserFlowAdded = Objects.requireNonNullElse(second.browserFlowAdded, first.browserFlowAdded);
                return first;
            });
        }
    }

    void undo() {
        before.clientsMade.forEach((clientId, id) -> {
            ClientModel client = realm.getClientById(id);
            if (client == null) {
                plan.alreadySo(WHAT, clientId, null);
            } else if (!OURS.contains(clientId) || !clientId.equals(client.getClientId())) {
                // Attributes are written by whoever manages the realm, who need not be allowed to manage clients.
                plan.hint(
                        "The client " + client.getClientId() + " stays: it has another name than the set-up gave it.");
            } else {
                // Looked up again, for the removal of another client has made this model stale.
                plan.change(WHAT, client.getClientId(), "there", null, () -> registry.remove(realm.getClientById(id)));
            }
        });
        before.clientsChanged.forEach((clientId, change) -> {
            ClientModel client = realm.getClientByClientId(clientId);
            if (client == null) {
                plan.hint("Somebody has removed the client " + clientId + " since.");
            } else if (OURS.contains(clientId)) {
                plan.change(WHAT, clientId, "completed", "as before", () -> putBack(client, change));
            }
        });
    }

    private void putBack(ClientModel client, Change change) {
        change.redirectUrisAdded.forEach(address -> {
            client.removeRedirectUri(address);
            // The realm may have been renamed since.
            client.removeRedirectUri(ServiceAddress.renamed(address, realm.getName()));
        });
        if (!change.enabled) {
            client.setEnabled(false);
        }
        if (change.browserFlowAdded != null && change.browserFlowAdded.equals(browserFlow(client))) {
            client.removeAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING);
        }
    }

    /** Ids of clients that will not name a flow of ours any more, after the undoing. */
    Set<String> leaving() {
        Set<String> ids = new HashSet<>(before.clientsMade.values());
        before.clientsChanged.forEach((clientId, change) -> {
            if (change.browserFlowAdded != null && realm.getClientByClientId(clientId) != null) {
                ids.add(realm.getClientByClientId(clientId).getId());
            }
        });
        return ids;
    }

    private String entranceFlowId() {
        return flows.find(ENTRANCE_FLOW).orElseThrow().getId();
    }

    /** Of the client's own, or null. */
    private static String browserFlow(ClientModel client) {
        return client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING);
    }
}
