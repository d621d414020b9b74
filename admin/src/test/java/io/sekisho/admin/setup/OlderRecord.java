package io.sekisho.admin.setup;

import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import io.sekisho.admin.setup.FlowTree.Config;
import io.sekisho.admin.setup.FlowTree.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a set-up left before each thing had its part of the record, word for word; and what it had made. */
final class OlderRecord {

    static final String JSON = """
            {"kind":"bound-token",\
            "browserFlow":{"id":"id-1","alias":"browser","made":"id-2"},\
            "resetCredentialsFlow":{"id":"id-3","alias":"reset credentials","made":"id-4"},\
            "flowsMade":{"id-2":"EYp21OaNGEJ1si7Y6OJHRwXTELE9lcazMiPiEr0YSNs",\
            "id-5":"jzudJQq88xYSlNNE2WAbTcYAedIXjrHBHd7AH1ti7JQ"},\
            "requiredActionsAdded":["sekisho-token-bind"],\
            "requiredActionsChanged":{"CONFIGURE_TOTP":true},\
            "clientsMade":{"otp-service":"id-6"},\
            "clientsChanged":{"otp-service-entrance":{"enabled":true,\
            "redirectUrisAdded":["/realms/bank/otp-service"],"browserFlowAdded":"id-5"}},\
            "attributesAdded":["sekisho.enabled"],\
            "attributesChanged":{"sekisho.enrolment":""},\
            "loginTheme":{"after":"sekisho-bound-token"},\
            "emailTheme":{"before":"keycloak","after":"sekisho"},\
            "internationalizationAdded":true,\
            "localesAdded":["ja"],\
            "defaultLocale":{"before":"","after":"ja"}}""";

    /** The flow {@code id-2}. */
    static final FlowTree BROWSER_FLOW = new FlowTree(
            "sekisho browser",
            "Login",
            FlowTree.BASIC,
            List.of(
                    Step.of(ALTERNATIVE, "auth-cookie"),
                    Step.of(
                            CONDITIONAL,
                            new FlowTree(
                                    "sekisho browser otp",
                                    null,
                                    FlowTree.BASIC,
                                    List.of(
                                            Step.of(REQUIRED, "conditional-user-configured"),
                                            new Step(
                                                    REQUIRED,
                                                    "sekisho-otp",
                                                    null,
                                                    new Config(
                                                            null,
                                                            "sekisho browser otp config",
                                                            new TreeMap<>(Map.of("b", "2", "a", "1")))))))));

    /** The flow {@code id-5}. */
    static final FlowTree ENTRANCE_FLOW = FlowRules.entrance("sekisho entrance");

    private OlderRecord() {}

    static SetupRecord read() {
        return SetupRecord.parse(JSON);
    }
}
