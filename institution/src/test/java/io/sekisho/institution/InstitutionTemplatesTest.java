package io.sekisho.institution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

class InstitutionTemplatesTest {

    private static final Map<String, String> ATTRIBUTES = Map.of("sekisho.supportTelephone", "0120-031-003");

    /** What reaches the template. */
    private @Nullable Object filled;

    private final FreeMarkerProvider keycloak = new FreeMarkerProvider() {
        @Override
        public String processTemplate(Object data, String templateName, Theme theme) {
            filled = data;
            return templateName;
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    @Test
    void a_page_of_whomever_knows_the_institution_beside_its_own_beans() throws FreeMarkerException {
        String page = in(realm()).processTemplate(Map.of("message", "an error"), "error.ftl", null);

        assertEquals("error.ftl", page);
        Map<?, ?> beans = (Map<?, ?>) filled;
        assertEquals("an error", beans.get("message"));
        assertEquals("0120-031-003", ((InstitutionBean) beans.get("institution")).getSupportTelephone());
    }

    @Test
    void a_page_of_no_realm_is_filled_as_it_was() throws FreeMarkerException {
        in(null).processTemplate(Map.of("message", "an error"), "error.ftl", null);

        assertFalse(((Map<?, ?>) filled).containsKey("institution"));
    }

    @Test
    void data_that_are_no_beans_are_left_alone() throws FreeMarkerException {
        in(realm()).processTemplate("data", "some.ftl", null);

        assertEquals("data", filled);
    }

    private InstitutionTemplates in(@Nullable RealmModel realm) {
        KeycloakContext context = stub(KeycloakContext.class, Map.of("getRealm", Optional.ofNullable(realm)));
        return new InstitutionTemplates(
                stub(KeycloakSession.class, Map.of("getContext", Optional.of(context))), keycloak);
    }

    private static RealmModel realm() {
        return (RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(),
                new Class<?>[] {RealmModel.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAttribute" -> ATTRIBUTES.get((String) arguments[0]);
                    case "getName", "getDisplayName" -> "a-realm";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static <T> T stub(Class<T> type, Map<String, Optional<?>> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName()).orElse(null)));
    }
}
