package io.sekisho.admin.setup;

import io.sekisho.account.CustomerPages;
import io.sekisho.account.Problem;
import io.sekisho.admin.setup.FlowRules.Outcome;
import io.sekisho.admin.setup.SetupRecord.Binding;
import io.sekisho.admin.setup.SetupRecord.ClientChange;
import io.sekisho.admin.setup.SetupRecord.Replaced;
import io.sekisho.credential.otp.SeedUnsealing;
import io.sekisho.credential.otp.ServerKeyring;
import io.sekisho.credential.seed.SeedUnavailableException;
import io.sekisho.institution.Entrance;
import io.sekisho.institution.InstitutionSettings;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.Encode;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.theme.Theme;

/**
 * Gives an existing realm the service. Whatever is so already stays; what somebody has made his own, in a way that the
 * service cannot live with, is named as a conflict, and nothing is done.
 */
final class RealmSetup {

    static final String COPY_PREFIX = "sekisho ";
    static final String ENTRANCE_FLOW = "sekisho entrance";

    private static final Set<String> LOCALES = new LinkedHashSet<>(List.of("ja", "en"));
    private static final String DEFAULT_LOCALE = "ja";
    private static final int NAMED_CLIENTS = 10;
    /** Long enough to read a page of a walk, fetch a phone and scan a code. */
    private static final int WALK_SECONDS = 1_800;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final FlowStore flows;
    private final ClientMaker clients;
    private final SetupPlan plan = new SetupPlan();
    private SetupRecord before;

    /** Registers a client as the admin console does: with the realm's client policies. */
    interface ClientMaker {
        /** @throws WebApplicationException if the realm's policies are against it */
        ClientModel make(ClientRepresentation client);
    }

    RealmSetup(KeycloakSession session, RealmModel realm, ClientMaker clients) {
        this.session = session;
        this.realm = realm;
        this.flows = new FlowStore(session, realm);
        this.clients = clients;
    }

    /** @throws WebApplicationException with a problem, if it cannot be done */
    SetupPlan plan(SetupRequest request) {
        ServiceKind kind = ServiceKind.of(request.kind())
                .orElseThrow(() -> Problem.of(
                        Response.Status.BAD_REQUEST,
                        "Unknown kind",
                        "kind must be one of "
                                + Stream.of(ServiceKind.values())
                                        .map(ServiceKind::id)
                                        .collect(Collectors.joining(", ")) + "."));
        before = SetupRecord.of(realm).orElseGet(SetupRecord::new);
        requireSameKind(kind);
        requireKeyring();
        try {
            requiredActions(kind);
            browserFlow();
            resetCredentialsFlow();
            client(CustomerPages.CLIENT_ID, "OTP service", servicePath() + "*", false);
            if (kind.hasEntrances()) {
                entrance();
            }
        } catch (UnsuitableFlow e) {
            throw Problem.of(Response.Status.CONFLICT, "Unsuitable flow", e.getMessage());
        }
        themes(kind, request.theme());
        languages();
        attributes(kind, request.serviceId());
        if (plan.changesAnything()) {
            plan.remember(() -> {
                before.kind = kind.id();
                realm.setAttribute(SetupRecord.ATTRIBUTE, before.json());
            });
        }
        hints();
        return plan;
    }

    private void requireSameKind(ServiceKind kind) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        String set = realm.getAttribute(InstitutionSettings.ENROLMENT);
        boolean other = before.kind != null
                ? !before.kind.equals(kind.id())
                : settings.enabled()
                        ? settings.enrolment() != kind.enrolment()
                        : set != null && !set.isBlank() && !set.equals(kind.id());
        if (other) {
            throw conflict(
                    "Another kind of service",
                    "The realm has the kind "
                            + (before.kind != null
                                    ? before.kind
                                    : settings.enabled()
                                            ? ServiceKind.of(settings.enrolment())
                                                    .id()
                                            : set)
                            + ": tear it down first, or change the attribute " + InstitutionSettings.ENROLMENT + ".");
        }
        if (SeedUnsealing.pending(realm)) {
            throw conflict(
                    "Teardown under way",
                    "Seeds are still being given back to Keycloak; call again when that is done.");
        }
    }

    private void requireKeyring() {
        try {
            ServerKeyring.of(session).require();
        } catch (SeedUnavailableException e) {
            throw conflict("No keyring", e.getMessage());
        }
    }

    private void requiredActions(ServiceKind kind) {
        for (ServiceKind.Action action : kind.actions()) {
            RequiredActionProviderModel there = realm.getRequiredActionProviderByAlias(action.id());
            if (there == null) {
                plan.change("required-action", action.id(), null, "enabled", () -> {
                    realm.addRequiredActionProvider(model(action));
                    before.requiredActionsAdded.add(action.id());
                });
            } else if (!action.id().equals(there.getProviderId())) {
                throw conflict(
                        "Required action in use",
                        "The alias " + action.id() + " belongs to the provider " + there.getProviderId() + ".");
            } else {
                enable(there, true);
            }
        }
        RequiredActionProviderModel stock =
                realm.getRequiredActionProviderByAlias(UserModel.RequiredAction.CONFIGURE_TOTP.name());
        if (stock != null) {
            // The form of Keycloak lets whoever has nothing but a password set up an OTP, and takes the seed from the
            // browser.
            enable(stock, false);
        }
    }

    private static RequiredActionProviderModel model(ServiceKind.Action action) {
        RequiredActionProviderModel model = new RequiredActionProviderModel();
        model.setAlias(action.id());
        model.setProviderId(action.id());
        model.setName(action.name());
        model.setEnabled(true);
        model.setDefaultAction(false);
        model.setPriority(action.priority());
        return model;
    }

    private void enable(RequiredActionProviderModel action, boolean enabled) {
        if (action.isEnabled() == enabled) {
            plan.alreadySo("required-action", action.getAlias(), onOff(enabled));
            return;
        }
        plan.change("required-action", action.getAlias(), onOff(!enabled), onOff(enabled), () -> {
            action.setEnabled(enabled);
            realm.updateRequiredActionProvider(action);
            if (!before.requiredActionsAdded.contains(action.getAlias())) {
                before.requiredActionsChanged.putIfAbsent(action.getAlias(), !enabled);
            }
        });
    }

    static String onOff(boolean enabled) {
        return enabled ? "enabled" : "disabled";
    }

    private void browserFlow() {
        AuthenticationFlowModel bound = realm.getBrowserFlow();
        if (bound == null) {
            throw new UnsuitableFlow("The realm has no browser flow.");
        }
        FlowTree flow = flows.read(bound);
        Outcome outcome = FlowRules.browser(flow, flows::asksForPassword);
        plan.hints(outcome.hints());
        bind("browser-flow", bound, flow, outcome.flow(), (made, model) -> {
            before.browserFlow = binding(before.browserFlow, bound, made);
            realm.setBrowserFlow(model);
        });
        if (outcome.flow() != flow) {
            List<String> own = realm.searchClientByAuthenticationFlowBindingOverrides(
                            Map.of(AuthenticationFlowBindings.BROWSER_BINDING, bound.getId()), 0, NAMED_CLIENTS)
                    .map(ClientModel::getClientId)
                    .sorted()
                    .toList();
            if (!own.isEmpty()) {
                plan.hint("These clients name the flow \"" + bound.getAlias() + "\" themselves, and keep it: "
                        + String.join(", ", own) + ". Codes are guarded there too; the page is Keycloak's.");
            }
        }
    }

    private void resetCredentialsFlow() {
        AuthenticationFlowModel bound = realm.getResetCredentialsFlow();
        if (bound == null) {
            return;
        }
        FlowTree flow;
        try {
            flow = flows.read(bound);
        } catch (UnsuitableFlow e) {
            plan.hint("The flow for forgotten passwords is left as it is: " + e.getMessage());
            return;
        }
        Outcome outcome = FlowRules.resetCredentials(flow);
        plan.hints(outcome.hints());
        bind("reset-credentials-flow", bound, flow, outcome.flow(), (made, model) -> {
            before.resetCredentialsFlow = binding(before.resetCredentialsFlow, bound, made);
            realm.setResetCredentialsFlow(model);
        });
    }

    /**
     * Plans a copy, unless an earlier set-up has left one, and its binding.
     *
     * @param bind takes the id and the model of the copy
     */
    private void bind(
            String what,
            AuthenticationFlowModel bound,
            FlowTree flow,
            FlowTree wanted,
            BiConsumer<String, AuthenticationFlowModel> bind) {
        if (wanted == flow) {
            plan.alreadySo(what, flow.alias(), flow.alias());
            return;
        }
        FlowTree copy = FlowNames.copy(wanted, COPY_PREFIX + flow.alias());
        flow(copy);
        plan.change(what, copy.alias(), bound.getAlias(), copy.alias(), () -> {
            AuthenticationFlowModel model = flows.find(copy.alias()).orElseThrow();
            bind.accept(model.getId(), model);
        });
    }

    /** A flow of ours: made, or found to be there and the same. */
    private void flow(FlowTree wanted) {
        Optional<AuthenticationFlowModel> there = flows.find(wanted.alias());
        if (there.isPresent()) {
            if (!sameAs(there.get(), wanted)) {
                throw conflict(
                        "Flow in use",
                        "There is a flow \"" + wanted.alias()
                                + "\", which is not what would be made now. Delete it, or give it another name.");
            }
            plan.alreadySo("flow", wanted.alias(), wanted.alias());
            return;
        }
        List<String> taken = flows.taken(wanted);
        if (!taken.isEmpty()) {
            throw conflict(
                    "Flow in use",
                    "These names of flows or of their configurations are taken: " + String.join(", ", taken)
                            + ". Delete them, or give them others.");
        }
        plan.change(
                "flow",
                wanted.alias(),
                null,
                wanted.alias(),
                () -> before.flowsMade.put(flows.write(wanted), FlowStore.fingerprint(wanted)));
    }

    private boolean sameAs(AuthenticationFlowModel there, FlowTree wanted) {
        try {
            return there.isTopLevel() && flows.read(there).equals(wanted);
        } catch (UnsuitableFlow e) {
            return false;
        }
    }

    /** Of a flow that is bound again: what was there before all, unless somebody has bound another one since. */
    private Binding binding(Binding earlier, AuthenticationFlowModel bound, String made) {
        return earlier != null && (earlier.id.equals(bound.getId()) || earlier.made.equals(bound.getId()))
                ? new Binding(earlier.id, earlier.alias, made)
                : new Binding(bound.getId(), bound.getAlias(), made);
    }

    private String servicePath() {
        return "/realms/" + Encode.encodePathSegmentAsIs(realm.getName()) + "/otp-service";
    }

    private void entrance() {
        ClientModel there = realm.getClientByClientId(Entrance.CLIENT_ID);
        String override = there == null
                ? null
                : there.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING);
        if (override == null) {
            flow(FlowRules.entrance(ENTRANCE_FLOW));
        } else {
            AuthenticationFlowModel own = realm.getAuthenticationFlowById(override);
            if (own == null
                    || !flows.read(own)
                            .steps()
                            .equals(FlowRules.entrance(ENTRANCE_FLOW).steps())) {
                throw conflict(
                        "Client in use",
                        "The client " + Entrance.CLIENT_ID + " has a browser flow that is not that of the entrances.");
            }
            plan.alreadySo("flow", own.getAlias(), own.getAlias());
        }
        client(Entrance.CLIENT_ID, "Links of the login page", servicePath(), true);
    }

    private void client(String clientId, String name, String redirectUri, boolean entrance) {
        ClientModel there = realm.getClientByClientId(clientId);
        if (there == null) {
            plan.change("client", clientId, null, redirectUri, () -> {
                ClientRepresentation client = new ClientRepresentation();
                client.setClientId(clientId);
                client.setName(name);
                client.setPublicClient(true);
                client.setRootUrl("${authBaseUrl}");
                client.setBaseUrl(servicePath());
                client.setRedirectUris(List.of(redirectUri));
                client.setFullScopeAllowed(false);
                if (entrance) {
                    client.setAuthenticationFlowBindingOverrides(Map.of(
                            AuthenticationFlowBindings.BROWSER_BINDING,
                            flows.find(ENTRANCE_FLOW).orElseThrow().getId()));
                }
                before.clientsMade.put(clientId, clients.make(client).getId());
            });
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
        boolean flowMissing = entrance
                && there.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING) == null;
        if (flowMissing) {
            missing.add("browser flow " + ENTRANCE_FLOW);
        }
        if (missing.isEmpty()) {
            plan.alreadySo("client", clientId, redirectUri);
            return;
        }
        plan.change(
                "client",
                clientId,
                "without: " + String.join(", ", missing),
                redirectUri,
                () -> complete(there, redirectUri, flowMissing));
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
        if (!entrance
                && client.getAuthenticationFlowBindingOverride(AuthenticationFlowBindings.BROWSER_BINDING) != null) {
            against.add("a browser flow of its own");
        }
        if (!against.isEmpty()) {
            throw conflict(
                    "Client in use",
                    "The client " + client.getClientId() + " has " + String.join(", ", against)
                            + ": change that, or give it another name.");
        }
    }

    private void complete(ClientModel client, String redirectUri, boolean flowMissing) {
        ClientChange change = new ClientChange();
        change.enabled = client.isEnabled();
        if (!client.getRedirectUris().contains(redirectUri)) {
            client.addRedirectUri(redirectUri);
            change.redirectUrisAdded.add(redirectUri);
        }
        client.setEnabled(true);
        if (flowMissing) {
            change.browserFlowAdded = flows.find(ENTRANCE_FLOW).orElseThrow().getId();
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

    private void themes(ServiceKind kind, String wanted) {
        RealmThemes themes = new RealmThemes(session);
        if (wanted != null && !themes.installed(wanted, Theme.Type.LOGIN)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST, "Unknown theme", "This server has no login theme \"" + wanted + "\".");
        } else if (wanted != null && !themes.isOurs(wanted, Theme.Type.LOGIN)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "Unsuitable theme",
                    "The login theme \"" + wanted + "\" does not have \"" + RealmThemes.ROOT + "\" among its parents.");
        }
        String login = wanted != null
                ? wanted
                : themes.isOurs(realm.getLoginTheme(), Theme.Type.LOGIN) ? realm.getLoginTheme() : kind.theme();
        if (login.equals(realm.getLoginTheme())) {
            plan.alreadySo("theme", "login", login);
        } else {
            String old = realm.getLoginTheme();
            plan.change("theme", "login", old, login, () -> {
                before.loginTheme = Replaced.again(before.loginTheme, old, login);
                realm.setLoginTheme(login);
            });
        }
        boolean asked = wanted != null && themes.isOurs(wanted, Theme.Type.EMAIL);
        String email = asked
                ? wanted
                : themes.isOurs(realm.getEmailTheme(), Theme.Type.EMAIL)
                        ? realm.getEmailTheme()
                        : themes.isOurs(login, Theme.Type.EMAIL) ? login : RealmThemes.ROOT;
        if (email.equals(realm.getEmailTheme())) {
            plan.alreadySo("theme", "email", email);
        } else {
            String old = realm.getEmailTheme();
            plan.change("theme", "email", old, email, () -> {
                before.emailTheme = Replaced.again(before.emailTheme, old, email);
                realm.setEmailTheme(email);
            });
        }
    }

    private void languages() {
        if (realm.isInternationalizationEnabled()) {
            plan.alreadySo("internationalization", "enabled", "true");
        } else {
            plan.change("internationalization", "enabled", "false", "true", () -> {
                before.internationalizationAdded = true;
                realm.setInternationalizationEnabled(true);
            });
        }
        TreeSet<String> supported = realm.getSupportedLocalesStream().collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> all = new TreeSet<>(supported);
        all.addAll(LOCALES);
        if (all.equals(supported)) {
            plan.alreadySo("internationalization", "supportedLocales", String.join(", ", all));
        } else {
            plan.change(
                    "internationalization",
                    "supportedLocales",
                    String.join(", ", supported),
                    String.join(", ", all),
                    () -> {
                        LOCALES.stream()
                                .filter(locale -> !supported.contains(locale))
                                .forEach(before.localesAdded::add);
                        realm.setSupportedLocales(all);
                    });
        }
        String locale = realm.getDefaultLocale();
        if (locale != null && !locale.isBlank()) {
            plan.alreadySo("internationalization", "defaultLocale", locale);
        } else {
            plan.change("internationalization", "defaultLocale", locale, DEFAULT_LOCALE, () -> {
                before.defaultLocale = Replaced.again(before.defaultLocale, locale, DEFAULT_LOCALE);
                realm.setDefaultLocale(DEFAULT_LOCALE);
            });
        }
    }

    private void attributes(ServiceKind kind, String serviceId) {
        if (kind != ServiceKind.ISSUED_TOKEN && serviceId != null) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "No service ID here",
                    "serviceId is for the kind " + ServiceKind.ISSUED_TOKEN.id() + " alone.");
        } else if (kind == ServiceKind.ISSUED_TOKEN) {
            attribute(InstitutionSettings.SERVICE_ID, serviceId(serviceId));
        }
        InstitutionSettings settings = InstitutionSettings.of(realm);
        if (settings.enabled() && settings.enrolment() == kind.enrolment()) {
            plan.alreadySo("attribute", InstitutionSettings.ENROLMENT, kind.id());
        } else {
            attribute(InstitutionSettings.ENROLMENT, kind.id());
        }
        attribute(InstitutionSettings.ENABLED, "true");
    }

    private String serviceId(String wanted) {
        String there = realm.getAttribute(InstitutionSettings.SERVICE_ID);
        boolean set = there != null && !there.isBlank();
        String serviceId = wanted != null ? wanted : set ? there.strip() : "";
        if (!InstitutionSettings.isServiceId(serviceId)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "No service ID",
                    "This kind needs a serviceId of 1 to 10 digits, in the call or as the attribute "
                            + InstitutionSettings.SERVICE_ID + ".");
        } else if (set && !there.strip().equals(serviceId)) {
            throw conflict(
                    "Another service ID",
                    "The attribute " + InstitutionSettings.SERVICE_ID + " is " + there.strip()
                            + ": customers may have it in their apps.");
        }
        return set ? there : serviceId;
    }

    private void attribute(String name, String value) {
        String there = realm.getAttribute(name);
        if (value.equals(there)) {
            plan.alreadySo("attribute", name, value);
            return;
        }
        plan.change("attribute", name, there, value, () -> {
            if (there == null) {
                before.attributesAdded.add(name);
            } else if (!before.attributesAdded.contains(name)) {
                before.attributesChanged.putIfAbsent(name, there);
            }
            realm.setAttribute(name, value);
        });
    }

    /** What a realm of this service usually has, and nobody but its admin can decide. */
    private void hints() {
        if (realm.getSmtpConfig().isEmpty()) {
            plan.hint(
                    "The realm has no mail server: customers are told of changes by e-mail, which waits until there is one.");
        }
        if (!realm.isBruteForceProtected()) {
            plan.hint("Keycloak's brute-force detection is off: it is what guards the login password.");
        } else if (realm.getMinimumQuickLoginWaitSeconds() > 0) {
            plan.hint(
                    "Keycloak's lock for quick failures hides from customers why a code was refused: minimumQuickLoginWaitSeconds 0 takes it out.");
        }
        if (!realm.isEventsEnabled() || !realm.isAdminEventsEnabled()) {
            plan.hint("Events or admin events are not saved: who did what cannot be looked up.");
        }
        if (realm.getAccessCodeLifespanUserAction() < WALK_SECONDS) {
            plan.hint("A walk has to be gone in " + realm.getAccessCodeLifespanUserAction()
                    + " s: accessCodeLifespanUserAction " + WALK_SECONDS + " gives customers time.");
        }
        if (realm.getOTPPolicy() != null && "hotp".equals(realm.getOTPPolicy().getType())) {
            plan.hint(
                    "The OTP policy goes by a counter. New OTPs go by the time; those that customers have keep working.");
        }
        if (realm.getAttribute(InstitutionSettings.FIRST_TRANSACTION_PASSWORD) == null) {
            plan.hint(
                    "The staff set each customer's first transaction password: PUT users/{id}/transaction-password. The attribute "
                            + InstitutionSettings.FIRST_TRANSACTION_PASSWORD + " can leave it to the customer.");
        }
        plan.hint(
                "Customers must not change their own e-mail address, or notices can be diverted: see the user profile of realm-export/.");
    }

    private static WebApplicationException conflict(String title, String detail) {
        return Problem.of(Response.Status.CONFLICT, title, detail);
    }
}
