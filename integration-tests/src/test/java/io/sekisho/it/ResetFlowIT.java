package io.sekisho.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sekisho.demo.mail.CaughtMail;
import io.sekisho.it.harness.Admin;
import io.sekisho.it.harness.Customer;
import io.sekisho.it.harness.FormClient;
import io.sekisho.it.harness.FormClient.Answer;
import io.sekisho.it.harness.Oath;
import io.sekisho.it.harness.Server;
import io.sekisho.it.harness.TestRealm;
import io.sekisho.it.harness.WithServer;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A forgotten login password, where an institution lets customers reset it by e-mail: the mailbox alone is not enough.
 */
@WithServer
class ResetFlowIT {

    private static final String REALM = "reset";
    private static final Pattern LINK = Pattern.compile("https?://\\S*/login-actions/action-token\\?\\S+");

    private static TestRealm realm;

    private final Server server;
    private final Admin admin;

    ResetFlowIT(Server server) {
        this.server = server;
        this.admin = server.admin();
    }

    @BeforeAll
    static void makeRealm(Server server) {
        realm = TestRealm.like(server, "mito", REALM, changes -> {
            changes.put("resetPasswordAllowed", true);
            TestRealm.hashFast(changes);
        });
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    /** The page to which the link in the mail leads. */
    private Answer afterTheLink(FormClient client, Customer customer) {
        client.get(server.url() + "/realms/" + REALM + "/otp-service");
        Answer forgot = client.get(
                server.url() + "/realms/" + REALM + "/login-actions/reset-credentials?client_id=otp-service");
        client.submit(forgot, Map.of("username", customer.number()));
        CaughtMail mail = server.mail()
                .await(
                        caught -> caught.wentTo(customer.email())
                                && LINK.matcher(caught.text()).find(),
                        Duration.ofSeconds(30));
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find());
        return client.get(link.group());
    }

    @Test
    void who_uses_the_otp_is_asked_for_it_before_a_new_password_is_taken() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        FormClient client = new FormClient();
        Answer otp = afterTheLink(client, customer);
        assertEquals("ワンタイムパスワード認証", otp.heading());
        Answer wrong = client.submit(otp, Map.of("otp", app.wrongCode()));
        assertEquals("ワンタイムパスワード認証", wrong.heading());
        assertTrue(wrong.error("otp").contains("ワンタイムパスワードが違います"), wrong.error("otp"));
        Answer newPassword = client.submit(wrong, Map.of("otp", app.code()));
        assertTrue(newPassword.body().contains("password-new"), newPassword.heading());
    }

    @Test
    void a_suspended_otp_is_refused_there_as_well_with_its_right_code() {
        Oath app = Oath.withNewKey();
        Customer customer = admin.newOtpCustomer(REALM, app.key());
        admin.suspendOtp(customer, app);
        FormClient client = new FormClient();
        Answer otp = afterTheLink(client, customer);
        Answer refused = client.submit(otp, Map.of("otp", app.code()));
        assertTrue(refused.error("otp").contains("ワンタイムパスワードの利用を停止しています"), refused.error("otp"));
        assertFalse(refused.body().contains("password-new"));
    }

    @Test
    void who_does_not_use_the_otp_is_not_asked_for_it() {
        Customer customer = admin.newCustomer(REALM);
        assertTrue(afterTheLink(new FormClient(), customer).body().contains("password-new"));
    }
}
