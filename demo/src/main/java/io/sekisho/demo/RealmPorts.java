package io.sekisho.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Tells realms that were imported before that the demo's ports have moved. */
final class RealmPorts {

    private final AdminRest admin;

    RealmPorts(AdminRest admin) {
        this.admin = admin;
    }

    /** Where a realm sends its mail. */
    void mail(String realm, int port) throws IOException, InterruptedException {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        ObjectNode smtp = change.putObject("smtpServer");
        smtp.setAll((ObjectNode) admin.get("/" + realm).path("smtpServer"));
        smtp.put("port", Integer.toString(port));
        admin.put("/" + realm, change);
    }

    /** Where a realm's payments come from, if it has any. */
    void payment(String realm, String paymentUrl) throws IOException, InterruptedException {
        String clients = "/" + realm + "/clients";
        for (JsonNode client : admin.get(clients + "?clientId=payment")) {
            ObjectNode changed = client.deepCopy();
            admin.put(clients + "/" + client.path("id").asText(), changed.put("rootUrl", paymentUrl));
        }
    }
}
