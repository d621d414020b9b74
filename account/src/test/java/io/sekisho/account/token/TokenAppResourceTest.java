package io.sekisho.account.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.institution.DisplayText;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.institution.SettingOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.keycloak.models.BrowserSecurityHeaders;
import org.keycloak.models.RealmModel;

class TokenAppResourceTest {

    private static InstitutionSettings settings(Map<String, String> attributes) {
        // Of the realm the settings read names and attributes only.
        return InstitutionSettings.of((RealmModel) Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(),
                new Class<?>[] {RealmModel.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getAttribute") ? attributes.get(arguments[0]) : "realm"));
    }

    private static String config(Map<String, String> attributes) {
        Map<String, UnaryOperator<String>> languages = new LinkedHashMap<>();
        for (String language : List.of("ja", "en")) {
            Properties messages = new Properties();
            messages.setProperty("name", language + "''s bank");
            languages.put(language, text -> DisplayText.resolve(text, messages, Locale.ROOT));
        }
        return new String(TokenAppResource.config("1001", settings(attributes), languages), UTF_8);
    }

    @Test
    void theConfigurationNamesTheInstitutionInBothLanguages() {
        assertEquals(
                """
                {"services":[{"serviceId":"1001","name":{"ja":"ja's bank","en":"en's bank"},"activateUrl":"../token/activate","timeUrl":"../token/time",\
                "support":{"name":{"ja":"Desk","en":"Desk"},"telephone":"0120-000-000","hours":{"ja":"9-17","en":"9-17"}}}]}""",
                config(Map.of(
                        SettingOptions.INSTITUTION_NAME.name(),
                        "${name}",
                        SettingOptions.SUPPORT_NAME.name(),
                        "Desk",
                        SettingOptions.SUPPORT_TELEPHONE.name(),
                        "0120-000-000",
                        SettingOptions.SUPPORT_HOURS.name(),
                        "9-17")));
    }

    @Test
    void whatARealmDoesNotSayIsLeftOut() {
        assertEquals("""
                {"services":[{"serviceId":"1001","name":{"ja":"realm","en":"realm"},"activateUrl":"../token/activate","timeUrl":"../token/time"}]}""", config(Map.of()));
    }

    /** Else a file of the app would be delivered and never served. */
    @Test
    void everyFileOfTheAppIsServedWithAType() throws IOException {
        String worker = new String(TokenAppResource.find("sw.js").orElseThrow().bytes(), UTF_8);
        List<String> files = Pattern.compile("(?m)^  '([^']+)': 'sha256-")
                .matcher(worker)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertTrue(files.size() > 5);
        files.forEach(file -> {
            assertTrue(TokenAppResource.find(file).isPresent(), file);
            assertNotNull(TokenAppResource.type(file), file);
        });
        assertNotNull(TokenAppResource.type(TokenAppResource.CONFIG));
    }

    @Test
    void nothingElseIsServed() {
        for (String name : List.of(
                "",
                "..",
                "../theme/sekisho/login/theme.properties",
                "%2e%2e",
                "/",
                "sekisho-token-app",
                "INDEX.HTML",
                "app.js/")) {
            assertTrue(TokenAppResource.find(name).isEmpty(), name);
        }
    }

    @Test
    void anEntityTagIsKnownHoweverAProxyWritesIt() {
        TokenAppResource.Content one = TokenAppResource.Content.of(new byte[] {1});
        String tag = one.entityTag();
        assertTrue(one.isKnown(tag));
        assertTrue(one.isKnown("\"x\", W/" + tag));
        assertFalse(one.isKnown(null));
        assertFalse(one.isKnown("\"x\""));
        assertNotEquals(tag, TokenAppResource.Content.of(new byte[] {2}).entityTag());
    }

    @Test
    void theAppsPolicyIsItsOwnWhateverTheRealmHas() {
        String policy = TokenAppResource.value(BrowserSecurityHeaders.CONTENT_SECURITY_POLICY, "frame-src *");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertTrue(policy.endsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"));
        assertEquals("no-referrer", TokenAppResource.value(BrowserSecurityHeaders.REFERRER_POLICY, "origin"));
        assertEquals(
                "max-age=1", TokenAppResource.value(BrowserSecurityHeaders.STRICT_TRANSPORT_SECURITY, "max-age=1"));
    }
}
