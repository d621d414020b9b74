package io.sekisho.admin.setup;

import io.sekisho.account.CustomerPages;
import io.sekisho.account.Problem;
import io.sekisho.admin.setup.SetupRecord.Binding;
import io.sekisho.admin.setup.SetupRecord.ClientChange;
import io.sekisho.admin.setup.SetupRecord.Replaced;
import io.sekisho.credential.otp.SealedCount;
import io.sekisho.credential.otp.SeedUnsealing;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.InstitutionSettings;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;

/**
 * Puts back what a realm was before {@link RealmSetup}. What somebody has changed since, so that it is no longer what
 * the set-up made of it, is left as it is, and said.
 */
final class RealmTeardown {

    private static final Set<String> OURS = Set.of(CustomerPages.CLIENT_ID, Entrance.CLIENT_ID);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FlowStore flows;
    private final ClientRemover clients;
    private final SetupPlan plan = new SetupPlan();
    private SetupRecord before;

    /** Removes a client as the admin console does: with the realm's client policies. */
    interface ClientRemover {
        /** @throws WebApplicationException if the realm's policies are against it */
        void remove(ClientModel client);
    }

    RealmTeardown(KeycloakSession session, RealmModel realm, ClientRemover clients) {
        this.session = session;
        this.realm = realm;
        this.flows = new FlowStore(session, realm);
        this.clients = clients;
    }

    /** @throws WebApplicationException with a problem, if it cannot be done */
    SetupPlan plan() {
        before = record();
        SealedCount sealed = SeedUnsealing.of(session).count(realm);
        requireKeyring(sealed);
        attributes();
        if (isOn()) {
            plan.hint(
                    "The attribute " + InstitutionSettings.ENABLED
                            + " was true before the set-up, and is again: the realm keeps the service, and seeds stay encrypted.");
        } else {
            seeds(sealed);
        }
        binding("browser-flow", before.browserFlow, realm.getBrowserFlow(), realm::setBrowserFlow);
        binding(
                "reset-credentials-flow",
                before.resetCredentialsFlow,
                realm.getResetCredentialsFlow(),
                realm::setResetCredentialsFlow);
        clients();
        flows();
        requiredActions();
        theme("login", before.loginTheme, realm.getLoginTheme(), realm::setLoginTheme);
        theme("email", before.emailTheme, realm.getEmailTheme(), realm::setEmailTheme);
        languages();
        plan.remember(() -> realm.removeAttribute(SetupRecord.ATTRIBUTE));
        hints(sealed);
        return plan;
    }

    String kind() {
        return before.kind;
    }

    private SetupRecord record() {
        return SetupRecord.of(realm)
                .orElseThrow(
                        () -> conflict(
                                "Not set up",
                                "Nothing says what the realm was before: it was never set up by this call, or it has been torn down."));
    }

    private void requireKeyring(SealedCount sealed) {
        if (sealed.usable() > 0) {
            try {
                ServerKeyring.of(session).require();
            } catch (SeedUnavailableException e) {
                throw conflict(
                        "No keyring",
                        "The seeds of " + sealed.usable() + " OTPs could not be given back: " + e.getMessage());
            }
        }
    }

    /** Whether the realm had the service before, made by hand. */
    private boolean isOn() {
        return !before.attributesAdded.contains(InstitutionSettings.ENABLED)
                && "true"
                        .equals(before.attributesChanged.getOrDefault(
                                InstitutionSettings.ENABLED, realm.getAttribute(InstitutionSettings.ENABLED)));
    }

    private void attributes() {
        for (String name : before.attributesAdded) {
            attribute(name, null);
        }
        before.attributesChanged.forEach(this::attribute);
    }

    private void attribute(String name, String value) {
        String there = realm.getAttribute(name);
        if (Objects.equals(there, value)) {
            plan.alreadySo("attribute", name, value);
        } else if (value == null) {
            plan.change("attribute", name, there, null, () -> realm.removeAttribute(name));
        } else {
            plan.change("attribute", name, there, value, () -> realm.setAttribute(name, value));
        }
    }

    private void seeds(SealedCount sealed) {
        if (sealed.usable() == 0) {
            plan.alreadySo("seeds", "otp", "as Keycloak stores them");
        } else {
            plan.change(
                    "seeds",
                    "otp",
                    sealed.usable() + " encrypted",
                    "as Keycloak stores them",
                    () -> SeedUnsealing.of(session).requestPlain(realm));
        }
    }

    private void binding(
            String what, Binding binding, AuthenticationFlowModel bound, Consumer<AuthenticationFlowModel> bind) {
        if (binding == null) {
            return;
        }
        if (bound != null && !bound.getId().equals(binding.made)) {
            if (bound.getId().equals(binding.id)) {
                plan.alreadySo(what, bound.getAlias(), bound.getAlias());
            } else {
                plan.hint("Somebody has bound the flow \"" + bound.getAlias() + "\" since; it stays.");
            }
            return;
        }
        AuthenticationFlowModel former = Optional.ofNullable(realm.getAuthenticationFlowById(binding.id))
                .or(() -> flows.find(binding.alias))
                .orElseThrow(
                        () -> conflict(
                                "Flow missing",
                                "The flow \"" + binding.alias
                                        + "\", which was bound before, does not exist any more. Make one of this name, then call again."));
        plan.change(
                what,
                former.getAlias(),
                bound == null ? null : bound.getAlias(),
                former.getAlias(),
                () -> bind.accept(former));
    }

    private void clients() {
        before.clientsMade.forEach((clientId, id) -> {
            ClientModel client = realm.getClientById(id);
            if (client == null) {
                plan.alreadySo("client", clientId, null);
            } else if (!OURS.contains(clientId) || !clientId.equals(client.getClientId())) {
                // Attributes are written by whoever manages the realm, who need not be allowed to manage clients.
                plan.hint(
                        "The client " + client.getClientId() + " stays: it has another name than the set-up gave it.");
            } else {
                // Looked up again, for the removal of another client has made this model stale.
                plan.change(
                        "client", client.getClientId(), "there", null, () -> clients.remove(realm.getClientById(id)));
            }
        });
        before.clientsChanged.forEach((clientId, change) -> {
            ClientModel client = realm.getClientByClientId(clientId);
            if (client == null) {
                plan.hint("Somebody has removed the client " + clientId + " since.");
            } else if (OURS.contains(clientId)) {
                plan.change("client", clientId, "completed", "as before", () -> putBack(client, change));
            }
        });
    }

    private void putBack(ClientModel client, ClientChange change) {
        change.redirectUrisAdded.forEach(client::removeRedirectUri);
        if (!change.enabled) {
            client.setEnabled(false);
        }
        if (change.browserFlowAdded != null
                && change.browserFlowAdded.equals(
                        client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING))) {
            client.removeAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING);
        }
    }

    /** Ids of clients that will not name a flow of ours any more. */
    private Set<String> clientsThatLeave() {
        Set<String> ids = new HashSet<>(before.clientsMade.values());
        before.clientsChanged.forEach((clientId, change) -> {
            if (change.browserFlowAdded != null && realm.getClientByClientId(clientId) != null) {
                ids.add(realm.getClientByClientId(clientId).getId());
            }
        });
        return ids;
    }

    private void flows() {
        for (Map.Entry<String, String> made : before.flowsMade.entrySet()) {
            AuthenticationFlowModel flow = realm.getAuthenticationFlowById(made.getKey());
            if (flow == null) {
                continue;
            }
            List<String> reasons = new ArrayList<>();
            if (!flows.unchanged(flow, made.getValue())) {
                reasons.add("somebody has changed it");
            }
            if (flows.usedElsewhere(flow, clientsThatLeave()) || staysBound(flow)) {
                reasons.add("something uses it");
            }
            if (reasons.isEmpty()) {
                plan.change("flow", flow.getAlias(), "there", null, () -> flows.remove(flow));
            } else {
                plan.hint("The flow \"" + flow.getAlias() + "\" stays: " + String.join(", ", reasons) + ".");
            }
        }
    }

    /** As a flow of the realm for which we have not bound it. */
    private boolean staysBound(AuthenticationFlowModel flow) {
        List<AuthenticationFlowModel> bound = new ArrayList<>();
        bound.add(realm.getDirectGrantFlow());
        bound.add(realm.getRegistrationFlow());
        bound.add(realm.getFirstBrokerLoginFlow());
        // Those that are bound by us are put back before.
        if (before.browserFlow == null || !flow.getId().equals(before.browserFlow.made)) {
            bound.add(realm.getBrowserFlow());
        }
        if (before.resetCredentialsFlow == null || !flow.getId().equals(before.resetCredentialsFlow.made)) {
            bound.add(realm.getResetCredentialsFlow());
        }
        return bound.stream()
                .filter(Objects::nonNull)
                .anyMatch(each -> each.getId().equals(flow.getId()));
    }

    private void requiredActions() {
        for (String alias : before.requiredActionsAdded) {
            RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
            if (action == null) {
                plan.alreadySo("required-action", alias, null);
            } else {
                plan.change(
                        "required-action",
                        alias,
                        RealmSetup.onOff(action.isEnabled()),
                        null,
                        () -> realm.removeRequiredActionProvider(action));
            }
        }
        before.requiredActionsChanged.forEach((alias, enabled) -> {
            RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
            if (action == null) {
                plan.hint("Somebody has removed the required action " + alias + " since.");
            } else if (action.isEnabled() == enabled) {
                plan.alreadySo("required-action", alias, RealmSetup.onOff(enabled));
            } else {
                plan.change("required-action", alias, RealmSetup.onOff(!enabled), RealmSetup.onOff(enabled), () -> {
                    action.setEnabled(enabled);
                    realm.updateRequiredActionProvider(action);
                });
            }
        });
    }

    private void theme(String name, Replaced theme, String there, Consumer<String> set) {
        if (theme == null) {
            return;
        }
        if (Objects.equals(there, theme.after)) {
            plan.change("theme", name, there, theme.before, () -> set.accept(theme.before));
        } else {
            plan.hint("Somebody has chosen the " + name + " theme \"" + there + "\" since; it stays.");
        }
    }

    private void languages() {
        if (before.internationalizationAdded && realm.isInternationalizationEnabled()) {
            plan.change(
                    "internationalization",
                    "enabled",
                    "true",
                    "false",
                    () -> realm.setInternationalizationEnabled(false));
        }
        TreeSet<String> supported = realm.getSupportedLocalesStream().collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> rest = new TreeSet<>(supported);
        rest.removeAll(before.localesAdded);
        if (!rest.equals(supported)) {
            plan.change(
                    "internationalization",
                    "supportedLocales",
                    String.join(", ", supported),
                    String.join(", ", rest),
                    () -> realm.setSupportedLocales(rest));
        }
        Replaced locale = before.defaultLocale;
        if (locale != null && Objects.equals(realm.getDefaultLocale(), locale.after)) {
            plan.change(
                    "internationalization",
                    "defaultLocale",
                    locale.after,
                    locale.before,
                    () -> realm.setDefaultLocale(locale.before));
        }
    }

    private void hints(SealedCount sealed) {
        RequiredActionProviderModel stock =
                realm.getRequiredActionProviderByAlias(UserModel.RequiredAction.CONFIGURE_TOTP.name());
        if (stock != null && stock.isEnabled()
                || before.requiredActionsChanged.containsKey(UserModel.RequiredAction.CONFIGURE_TOTP.name())) {
            plan.hint("Customers can set OTPs up by Keycloak's own form again, with nothing but their login password.");
        }
        if (sealed.lost() > 0) {
            plan.hint("OTPs of tokens that are reported lost stay encrypted (" + sealed.lost()
                    + "), so that no code of theirs is taken. Delete them when the customer asks for help.");
        }
        Set<String> own = realm.getAttributes().keySet().stream()
                .filter(name -> name.startsWith("sekisho.")
                        && !name.equals(SetupRecord.ATTRIBUTE)
                        && !before.attributesAdded.contains(name)
                        && !before.attributesChanged.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!own.isEmpty()) {
            plan.hint("These attributes were not set by the set-up, and stay: " + String.join(", ", own) + ".");
        }
        plan.hint(
                "Suspensions end: Keycloak knows of none. Transaction passwords, the inventory of tokens, and notices with their history stay in the database.");
    }

    private static WebApplicationException conflict(String title, String detail) {
        return Problem.of(Response.Status.CONFLICT, title, detail);
    }
}
