package io.sekisho.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sekisho.account.Problem;
import io.sekisho.admin.body.JsonBody;
import io.sekisho.admin.setup.AdminLog;
import io.sekisho.admin.setup.AppHint;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.InstitutionSettings.Setting;
import io.sekisho.institution.SettingOption;
import io.sekisho.institution.SettingOptions;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.RealmModel;

/**
 * The realm attributes of the service: what is in effect, and a way to set them that refuses what cannot be used. Needs
 * {@code view-realm} and {@code manage-realm}. Serves realms that have not turned the service on, too.
 */
final class SettingCalls {

    private final StaffCall call;
    private final RealmModel realm;

    SettingCalls(StaffCall call) {
        this.call = call;
        this.realm = call.realm();
    }

    /**
     * One attribute. Values are written as in the attribute; what there is none of is absent.
     *
     * @param value    in effect
     * @param standard what it is if the attribute is absent
     * @param set      whether the attribute is there
     * @param warning  why what the attribute says is not in effect
     * @param unit     what the value is, or is counted in
     * @param choices  what it can be, if that is a short list
     * @param least    of a number
     * @param greatest of a number
     */
    record SettingView(
            String value,
            @JsonProperty("default") String standard,
            boolean set,
            String warning,
            String unit,
            List<String> choices,
            Integer least,
            Integer greatest) {

        /** @param warning besides the setting's own, or null */
        static SettingView of(Setting setting, @Nullable String warning) {
            SettingOption<?> option = setting.option();
            return new SettingView(
                    setting.value(),
                    setting.standard(),
                    setting.set(),
                    setting.warning() != null ? setting.warning() : warning,
                    option.unit(),
                    option.choices().isEmpty() ? null : option.choices(),
                    option.least(),
                    option.greatest());
        }
    }

    /** All attributes by their names. */
    Map<String, SettingView> get() {
        call.requireViewRealm();
        Map<String, SettingView> settings = new LinkedHashMap<>();
        Optional<String> otherApp = InstitutionSettings.of(realm).enrolment() == EnrolmentMethod.AUTHENTICATOR_APP
                ? AppHint.of(call.session(), realm)
                : Optional.empty();
        InstitutionSettings.of(realm)
                .all()
                .forEach(setting -> settings.put(
                        setting.option().name(),
                        SettingView.of(
                                setting, setting.option() == SettingOptions.APP_NAME ? otherApp.orElse(null) : null)));
        return settings;
    }

    /**
     * Sets those attributes that the body names, and removes those that are null in it: all of them, or none if there
     * is one that cannot be used.
     */
    Map<String, SettingView> put(InputStream body) {
        call.requireManageRealm();
        Map<String, String> changes =
                new TreeMap<>(JsonBody.of(call.session(), body).texts());
        List<String> violations = new ArrayList<>();
        changes.forEach((name, value) ->
                violation(name, value).ifPresent(violation -> violations.add(name + " " + violation + ".")));
        if (!violations.isEmpty()) {
            throw Problem.of(Response.Status.BAD_REQUEST, "Settings not usable", String.join(" ", violations));
        }
        if (changes.isEmpty()) {
            return get();
        }
        List<String> changed = new ArrayList<>();
        changes.forEach((name, value) -> {
            String wanted = value == null ? null : value.strip();
            if (!Objects.equals(realm.getAttribute(name), wanted)) {
                changed.add(name);
            }
            if (wanted == null) {
                realm.removeAttribute(name);
            } else {
                realm.setAttribute(name, wanted);
            }
        });
        logWhenCommitted(changed);
        call.adminEvent()
                .resource(ResourceType.REALM)
                .operation(OperationType.UPDATE)
                .resourcePath(call.session().getContext().getUri())
                .representation(changes)
                .success();
        return get();
    }

    private void logWhenCommitted(List<String> changed) {
        if (changed.isEmpty()) {
            return;
        }
        call.session().getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                AdminLog.info(realm, "settings changed", call.auth().adminAuth(), changed);
            }

            @Override
            protected void rollbackImpl() {
                // nothing has changed
            }
        });
    }

    private static Optional<String> violation(String name, String value) {
        Optional<SettingOption<?>> option = SettingOptions.find(name);
        if (option.isEmpty()) {
            return Optional.of("is no attribute of the service");
        }
        if (value == null) {
            return Optional.empty();
        }
        return value.isBlank()
                ? Optional.of("must not be empty; null removes it")
                : option.get().violation(value.strip());
    }
}
