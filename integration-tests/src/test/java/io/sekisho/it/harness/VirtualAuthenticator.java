package io.sekisho.it.harness;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;

/** A device that keeps passkeys and unlocks them by itself, plugged into one window; Chromium plays it. */
public final class VirtualAuthenticator {

    private final CDPSession chromium;
    private final String id;

    private VirtualAuthenticator(CDPSession chromium, String id) {
        this.chromium = chromium;
        this.id = id;
    }

    /** The window has a new one from now on, without passkeys. */
    public static VirtualAuthenticator of(Page page) {
        CDPSession chromium = page.context().newCDPSession(page);
        chromium.send("WebAuthn.enable");
        JsonObject options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        JsonObject request = new JsonObject();
        request.add("options", options);
        return new VirtualAuthenticator(
                chromium,
                chromium.send("WebAuthn.addVirtualAuthenticator", request)
                        .get("authenticatorId")
                        .getAsString());
    }

    /** How many passkeys it keeps. */
    public int passkeys() {
        return chromium.send("WebAuthn.getCredentials", itself())
                .getAsJsonArray("credentials")
                .size();
    }

    /** Whether it answers what is asked from now on; else it waits for somebody who does not come. */
    public void answers(boolean answers) {
        JsonObject request = itself();
        request.addProperty("enabled", answers);
        chromium.send("WebAuthn.setAutomaticPresenceSimulation", request);
    }

    private JsonObject itself() {
        JsonObject request = new JsonObject();
        request.addProperty("authenticatorId", id);
        return request;
    }
}
