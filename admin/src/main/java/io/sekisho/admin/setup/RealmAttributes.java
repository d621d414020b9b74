package io.sekisho.admin.setup;

import io.sekisho.account.Problem;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.keycloak.models.RealmModel;

/** The attributes of a realm that turn the service on, and say of which kind it is. */
final class RealmAttributes {

    private static final String WHAT = "attribute";

    private final RealmModel realm;
    private final SetupPlan plan;
    private final Before before;

    /** Their part of the record. */
    static final class Before {
        TreeSet<String> attributesAdded = new TreeSet<>();
        /** Values of attributes that were there and were changed. */
        Map<String, String> attributesChanged = new TreeMap<>();
    }

    RealmAttributes(RealmModel realm, SetupPlan plan, SetupRecord before) {
        this.realm = realm;
        this.plan = plan;
        this.before = before.attributes;
    }

    /** @param serviceId of issued tokens, or null if the realm has one */
    void plan(ServiceKind kind, String serviceId) {
        if (kind != ServiceKind.ISSUED_TOKEN && serviceId != null) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "No service ID here",
                    "serviceId is for the kind " + ServiceKind.ISSUED_TOKEN.id() + " alone.");
        } else if (kind == ServiceKind.ISSUED_TOKEN) {
            set(SettingOptions.SERVICE_ID.name(), serviceId(serviceId));
        }
        InstitutionSettings settings = InstitutionSettings.of(realm);
        if (settings.enabled() && settings.enrolment() == kind.enrolment()) {
            plan.alreadySo(WHAT, SettingOptions.ENROLMENT.name(), kind.id());
        } else {
            set(SettingOptions.ENROLMENT.name(), kind.id());
        }
        set(SettingOptions.ENABLED.name(), "true");
    }

    private String serviceId(String wanted) {
        String there = realm.getAttribute(SettingOptions.SERVICE_ID.name());
        boolean set = there != null && !there.isBlank();
        String serviceId = wanted != null ? wanted : set ? there.strip() : "";
        if (!InstitutionSettings.isServiceId(serviceId)) {
            throw Problem.of(
                    Response.Status.BAD_REQUEST,
                    "No service ID",
                    "This kind needs a serviceId of 1 to 10 digits, in the call or as the attribute "
                            + SettingOptions.SERVICE_ID.name() + ".");
        } else if (set && !there.strip().equals(serviceId)) {
            throw SetupPlan.conflict(
                    "Another service ID",
                    "The attribute " + SettingOptions.SERVICE_ID.name() + " is " + there.strip()
                            + ": customers may have it in their apps.");
        }
        return set ? there : serviceId;
    }

    private void set(String name, String value) {
        String there = realm.getAttribute(name);
        if (value.equals(there)) {
            plan.alreadySo(WHAT, name, value);
            return;
        }
        plan.change(WHAT, name, there, value, () -> {
            remember(name, there);
            realm.setAttribute(name, value);
        });
    }

    /** What was there before all: an attribute that somebody has removed since was there all the same. */
    private void remember(String name, String there) {
        if (before.attributesAdded.contains(name) || before.attributesChanged.containsKey(name)) {
            return;
        } else if (there == null) {
            before.attributesAdded.add(name);
        } else {
            before.attributesChanged.put(name, there);
        }
    }

    void undo() {
        for (String name : before.attributesAdded) {
            putBack(name, null);
        }
        before.attributesChanged.forEach(this::putBack);
    }

    private void putBack(String name, String value) {
        String there = realm.getAttribute(name);
        if (Objects.equals(there, value)) {
            plan.alreadySo(WHAT, name, value);
        } else if (value == null) {
            plan.change(WHAT, name, there, null, () -> realm.removeAttribute(name));
        } else {
            plan.change(WHAT, name, there, value, () -> realm.setAttribute(name, value));
        }
    }

    /** Whether the realm had the service before the set-up, made by hand, and has it after the undoing. */
    boolean wereOn() {
        return !before.attributesAdded.contains(SettingOptions.ENABLED.name())
                && "true"
                        .equals(before.attributesChanged.getOrDefault(
                                SettingOptions.ENABLED.name(), realm.getAttribute(SettingOptions.ENABLED.name())));
    }

    /** Names of our attributes that no set-up has set. */
    Set<String> setByOthers() {
        return realm.getAttributes().keySet().stream()
                .filter(name -> name.startsWith("sekisho.")
                        && !name.equals(SetupRecords.ATTRIBUTE)
                        && !before.attributesAdded.contains(name)
                        && !before.attributesChanged.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
