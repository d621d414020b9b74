package io.sekisho.admin.setup;

import io.sekisho.credential.otp.SealedCount;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.WebApplicationException;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Puts back what a realm was before {@link RealmSetup}, thing by thing. What somebody has changed since, so that it is
 * no longer what the set-up made of it, is left as it is, and said.
 */
final class RealmTeardown {

    private final SetupPlan plan = new SetupPlan();
    private final SetupRecords records;
    private final SetupRecord before;
    private final RealmSeeds seeds;
    private final MadeFlows made;
    private final BrowserFlow browserFlow;
    private final ResetCredentialsFlow resetCredentialsFlow;
    private final ServiceClients clients;
    private final RequiredActions requiredActions;
    private final RealmThemes themes;
    private final Languages languages;
    private final MailAddressRule mailAddress;
    private final RealmAttributes attributes;

    /** @throws WebApplicationException with a problem, if nothing says what the realm was */
    RealmTeardown(KeycloakSession session, RealmModel realm, ServiceClients.Registry registry) {
        this.records = new SetupRecords(session, realm);
        this.before = records.find()
                .orElseThrow(
                        () -> SetupPlan.conflict(
                                "Not set up",
                                "Nothing says what the realm was before: it was never set up by this call, or it has been torn down, or imported since."));
        FlowStore flows = new FlowStore(session, realm);
        this.seeds = new RealmSeeds(session, realm, plan);
        this.made = new MadeFlows(realm, flows, plan, before);
        this.browserFlow = new BrowserFlow(realm, flows, made, plan, before);
        this.resetCredentialsFlow = new ResetCredentialsFlow(realm, flows, made, plan, before);
        this.clients = new ServiceClients(realm, flows, made, registry, plan, before);
        this.requiredActions = new RequiredActions(realm, plan, before);
        this.themes = new RealmThemes(session, realm, plan, before);
        this.languages = new Languages(realm, plan, before);
        this.mailAddress = new MailAddressRule(session.getProvider(UserProfileProvider.class), realm, plan, before);
        this.attributes = new RealmAttributes(realm, plan, before);
    }

    /** @throws WebApplicationException with a problem, if it cannot be done */
    SetupPlan plan() {
        SealedCount sealed = seeds.requireUndoable();
        attributes.undo();
        if (attributes.wereOn()) {
            plan.hint(
                    "The attribute " + SettingOptions.ENABLED.name()
                            + " was true before the set-up, and is again: the realm keeps the service, and seeds stay encrypted.");
        } else {
            seeds.undo(sealed);
        }
        browserFlow.undo();
        resetCredentialsFlow.undo();
        clients.undo();
        made.undo(clients.leaving(), flow -> browserFlow.keeps(flow) || resetCredentialsFlow.keeps(flow));
        requiredActions.undo();
        themes.undo();
        languages.undo();
        mailAddress.undo();
        plan.remember(records::remove);
        hints(sealed);
        return plan;
    }

    String kind() {
        return before.kind;
    }

    private void hints(SealedCount sealed) {
        if (requiredActions.stockIsBack()) {
            plan.hint("Customers can set OTPs up by Keycloak's own form again, with nothing but their login password.");
        }
        if (sealed.lost() > 0) {
            plan.hint("OTPs of tokens that are reported lost stay encrypted (" + sealed.lost()
                    + "), so that no code of theirs is taken. Delete them when the customer asks for help.");
        }
        Set<String> own = attributes.setByOthers();
        if (!own.isEmpty()) {
            plan.hint("These attributes were not set by the set-up, and stay: " + String.join(", ", own) + ".");
        }
        plan.hint(
                "Suspensions end: Keycloak knows of none. Transaction passwords, the inventory of tokens, and notices with their history stay in the database.");
    }
}
