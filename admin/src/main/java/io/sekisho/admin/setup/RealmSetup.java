package io.sekisho.admin.setup;

import io.sekisho.account.Problem;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.userprofile.UserProfileProvider;

/**
 * Gives an existing realm the service, thing by thing. Whatever is so already stays; what somebody has made his own, in
 * a way that the service cannot live with, is named as a conflict, and nothing is done.
 */
final class RealmSetup {

    /** Long enough to read a page of a walk, fetch a phone and scan a code. */
    private static final int WALK_SECONDS = 1_800;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ServiceClients.Registry registry;
    private final SetupPlan plan = new SetupPlan();

    RealmSetup(KeycloakSession session, RealmModel realm, ServiceClients.Registry registry) {
        this.session = session;
        this.realm = realm;
        this.registry = registry;
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
        SetupRecords records = new SetupRecords(session, realm);
        SetupRecord before = records.find().orElseGet(SetupRecord::new);
        requireSameKind(kind, before);
        RealmSeeds seeds = new RealmSeeds(session, realm, plan);
        seeds.requireNoOtherProvider();
        seeds.requireNoUndoingUnderWay();
        seeds.requireKeyring();
        try {
            FlowStore flows = new FlowStore(session, realm);
            MadeFlows made = new MadeFlows(realm, flows, plan, before);
            new RequiredActions(realm, plan, before).plan(kind, request.customersEditMailAddress());
            new BrowserFlow(realm, flows, made, plan, before).plan();
            new ResetCredentialsFlow(realm, flows, made, plan, before).plan();
            new ServiceClients(realm, flows, made, registry, plan, before).plan(kind);
        } catch (UnsuitableFlow e) {
            throw SetupPlan.conflict("Unsuitable flow", e.getMessage());
        }
        new RealmThemes(session, realm, plan, before).plan(kind, request.theme());
        new Languages(realm, plan, before).plan();
        mailAddress(request, before);
        new RealmAttributes(realm, plan, before).plan(kind, request.serviceId());
        if (plan.changesAnything() || SetupRecords.inAttribute(realm)) {
            plan.remember(() -> {
                before.kind = kind.id();
                records.save(before);
            });
        }
        hints();
        if (kind.enrolment() == EnrolmentMethod.AUTHENTICATOR_APP) {
            AppHint.of(session, realm).ifPresent(plan::hint);
        }
        return plan;
    }

    private void mailAddress(SetupRequest request, SetupRecord before) {
        MailAddressRule rule = new MailAddressRule(session.getProvider(UserProfileProvider.class), realm, plan, before);
        if (request.customersEditMailAddress()) {
            rule.leave();
        } else {
            rule.plan();
        }
    }

    private void requireSameKind(ServiceKind kind, SetupRecord before) {
        InstitutionSettings settings = InstitutionSettings.of(realm);
        String set = realm.getAttribute(SettingOptions.ENROLMENT.name());
        boolean other = before.kind != null
                ? !before.kind.equals(kind.id())
                : settings.enabled()
                        ? settings.enrolment() != kind.enrolment()
                        : set != null && !set.isBlank() && !set.equals(kind.id());
        if (other) {
            throw SetupPlan.conflict(
                    "Another kind of service",
                    "The realm has the kind "
                            + (before.kind != null
                                    ? before.kind
                                    : settings.enabled()
                                            ? ServiceKind.of(settings.enrolment())
                                                    .id()
                                            : set)
                            + ": tear it down first, or change the attribute " + SettingOptions.ENROLMENT.name() + ".");
        }
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
        if (realm.getAttribute(SettingOptions.FIRST_TRANSACTION_PASSWORD.name()) == null) {
            plan.hint(
                    "The staff set each customer's first transaction password: PUT users/{id}/transaction-password. The attribute "
                            + SettingOptions.FIRST_TRANSACTION_PASSWORD.name() + " can leave it to the customer.");
        }
    }
}
