package io.sekisho.themes;

import static io.sekisho.themes.Page.bean;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.forms.login.MessageType;

/** Every page of the theme in the states that a customer can meet. */
final class Pages {

    static final String KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    private static final String OTPAUTH =
            "otpauth://totp/%E6%B0%B4%E6%88%B8%E3%83%8D%E3%83%83%E3%83%88%E3%83%9E%E3%83%AB%E3%83%81%E3%83%8D%E3%83%83%E3%83%88?secret="
                    + KEY + "&issuer=%E6%B0%B4%E6%88%B8%E8%A8%BC%E5%88%B8&algorithm=SHA1&digits=6&period=30";
    private static final String LONG_LOGIN_NAME = "customer-0123456789-0123456789-0123456789-0123456789-0123456789";
    private static final String LONG_NAME = "アレクサンドリーナ・ヴィクトリア・シュレースヴィヒホルシュタインゾンダーブルクアウグステンブルク";
    private static final String LONG_ADDRESS = "t" + "*".repeat(40) + "@customers.internet-banking.example.com";
    static final String LONG_URL =
            "https://internet-banking.cooperative-savings-bank-of-northern-hokkaido.example.com/realms/cooperative/otp-service/token-app/";
    private static final String MARKUP = "<script>alert(1)</script>";

    private Pages() {}

    static List<Page> all() {
        List<Page> pages = new ArrayList<>();
        pages.add(new Page("login", "login.ftl", model -> {}));
        pages.add(new Page("login-wrong", "login.ftl", model -> {
            model.put("login", bean("username", "10001\"><b>"));
            model.error("username", "invalidUserMessage");
        }));
        pages.add(new Page("login-turned-off", "login.ftl", model -> model.institution("enabled", false)));
        pages.add(new Page(
                "login-expired-session", "login.ftl", model -> model.message(MessageType.ERROR, "loginTimeout")));
        pages.add(new Page("login-passkey", "login.ftl", Pages::passkeyAtLogin));
        pages.add(new Page("login-passkey-refused", "login.ftl", model -> {
            passkeyAtLogin(model);
            model.message(MessageType.ERROR, "webauthn-error-user-not-found");
        }));
        pages.add(new Page("passkey-verify", "webauthn-authenticate.ftl", model -> {
            passkey(model);
            passkeysOfTheCustomer(model);
            model.attemptedUser("10001");
        }));
        pages.add(new Page("passkey-register", "webauthn-register.ftl", Pages::passkeyRegistration));
        pages.add(new Page("passkey-register-started-by-customer", "webauthn-register.ftl", model -> {
            passkeyRegistration(model);
            model.put("residentKey", "required");
            model.startedByCustomer();
        }));
        pages.add(new Page("passkey-error", "webauthn-error.ftl", model -> {
            model.put("execution", "e-1");
            model.message(MessageType.ERROR, "webauthn-error-different-user");
        }));
        pages.add(new Page("passkey-error-started-by-customer", "webauthn-error.ftl", model -> {
            model.put("execution", "webauthn-register-passwordless");
            model.startedByCustomer();
            model.message(MessageType.ERROR, "webauthn-error-registration");
        }));
        pages.add(new Page("login-otp", "login-otp.ftl", model -> otpLogin(model, 1)));
        pages.add(new Page("login-otp-wrong", "login-otp.ftl", model -> {
            otpLogin(model, 1);
            model.error("otp", "sekishoOtpWrong", 3, "09:22:31");
        }));
        pages.add(new Page("login-otp-wrong-stock", "login-otp.ftl", model -> {
            otpLogin(model, 2);
            model.error("totp", "invalidTotpMessage");
        }));
        pages.add(new Page("login-otp-suspended", "login-otp.ftl", model -> {
            otpLogin(model, 1);
            model.error(null, "sekishoOtpSuspended");
        }));
        pages.add(new Page(
                "login-update-password",
                "login-update-password.ftl",
                model -> model.message(MessageType.WARNING, "updatePasswordMessage")));
        pages.add(new Page("login-update-password-wrong", "login-update-password.ftl", model -> {
            model.startedByCustomer();
            model.error("password-confirm", "notMatchPasswordMessage");
        }));
        pages.add(new Page("login-page-expired", "login-page-expired.ftl", model -> {}));
        pages.add(new Page(
                "error-of-the-server", "error.ftl", model -> model.message(MessageType.ERROR, "internalServerError")));
        pages.add(
                new Page("error", "error.ftl", model -> model.message(MessageType.ERROR, "sekishoServiceUnavailable")));
        pages.add(new Page("info", "info.ftl", model -> model.message(MessageType.INFO, "successLogout")));
        pages.add(new Page("info-actions", "info.ftl", model -> {
            model.put("messageHeader", "sekishoStatusTitle");
            model.put("requiredActions", List.of("UPDATE_PASSWORD"));
            model.put("actionUri", "/go");
            model.message(MessageType.INFO, "updatePasswordMessage");
        }));
        pages.add(new Page(
                "logout-confirm",
                "logout-confirm.ftl",
                model -> model.put("logoutConfirm", bean("code", "abc", "skipLink", false))));

        pages.add(new Page(
                "status-not-registered",
                "sekisho-status.ftl",
                model -> model.put(
                        "status",
                        status(
                                "sekishoStatusNotRegistered",
                                "not-registered",
                                List.of(action("sekishoActionApply"))))));
        pages.add(new Page("status-in-use", "sekisho-status.ftl", model -> {
            model.put(
                    "status",
                    status(
                            "sekishoStatusInUse",
                            "in-use",
                            List.of(action("sekishoActionRedisplay"), action("sekishoActionStop"))));
            model.message(MessageType.SUCCESS, "sekishoApplyReceiptText");
        }));
        pages.add(new Page("status-devices", "sekisho-status.ftl", model -> {
            Map<String, Object> status = status(
                    "sekishoStatusInUse",
                    "in-use",
                    List.of(action("sekishoActionRedisplay"), action("sekishoActionStop")));
            status.put("devices", devices(2).get("list"));
            model.put("status", status);
        }));
        pages.add(new Page(
                "status-token-bound",
                "sekisho-status.ftl",
                model -> model.put(
                        "status",
                        status(
                                "sekishoStatusInUse",
                                "in-use",
                                List.of(action("sekishoActionBindOther"), action("sekishoActionStop"))))));
        pages.add(new Page(
                "status-token-not-bound",
                "sekisho-status.ftl",
                model -> model.put(
                        "status",
                        status("sekishoStatusNotRegistered", "not-registered", List.of(action("sekishoActionBind"))))));
        pages.add(new Page(
                "status-suspended",
                "sekisho-status.ftl",
                model -> model.put("status", status("sekishoStatusSuspended", "suspended", List.of()))));
        pages.add(new Page("status-hostile", "sekisho-status.ftl", model -> {
            Map<String, Object> status = status("sekishoStatusInUse", "in-use", List.of());
            status.put("customerName", MARKUP);
            model.put("status", status);
        }));

        pages.add(new Page("apply-proof", "sekisho-otp-apply-proof.ftl", model -> apply(model, 1)));
        pages.add(new Page("apply-proof-wrong", "sekisho-otp-apply-proof.ftl", model -> {
            apply(model, 1);
            model.error("transactionPassword", "sekishoTransactionPasswordWrong", 4);
        }));
        pages.add(new Page("apply-proof-suspended", "sekisho-otp-apply-proof.ftl", model -> {
            apply(model, 1);
            model.error(null, "sekishoTransactionPasswordSuspended");
        }));
        pages.add(new Page("apply-mail", "sekisho-otp-apply-mail.ftl", model -> {
            apply(model, 1);
            mailCode(model);
        }));
        pages.add(new Page("apply-mail-wrong", "sekisho-otp-apply-mail.ftl", model -> {
            apply(model, 1);
            mailCode(model);
            model.error("mailCode", "sekishoMailCodeWrong", 4);
        }));
        pages.add(new Page("apply-set", "sekisho-otp-apply-set.ftl", model -> apply(model, 1)));
        pages.add(new Page("apply-set-wrong", "sekisho-otp-apply-set.ftl", model -> {
            apply(model, 1);
            model.error("password", "sekishoLoginPasswordWrong");
            model.error("newTransactionPassword", "sekishoTransactionPasswordTooShort", 8);
            model.error("newTransactionPasswordConfirm", "sekishoTransactionPasswordMismatch");
        }));
        pages.add(new Page("apply-register", "sekisho-otp-apply-register.ftl", model -> {
            apply(model, 2);
            model.put("registration", registration());
        }));
        pages.add(new Page("apply-register-old-page", "sekisho-otp-apply-register.ftl", model -> {
            apply(model, 2);
            model.put("registration", registration());
            model.message(MessageType.WARNING, "sekishoStepOutOfOrder");
        }));
        pages.add(new Page("apply-register-other-apps", "sekisho-otp-apply-register.ftl", model -> {
            apply(model, 2);
            Map<String, Object> registration = registration();
            registration.put("otherApps", List.of("FreeOTP", "Google"));
            registration.put("apps", List.of());
            model.put("registration", registration);
        }));
        pages.add(new Page("apply-confirm", "sekisho-otp-apply-confirm.ftl", model -> apply(model, 3)));
        for (Object[] refusal : new Object[][] {
            {"sekishoOtpMissing"},
            {"sekishoOtpMalformed", 6},
            {"sekishoOtpWrong", 2, "09:22:31"},
            {"sekishoOtpReplayed"},
            {"sekishoOtpExpired", "09:22:31"},
            {"sekishoOtpClockOff", "09:22:31"},
            {"sekishoOtpUnavailable"}
        }) {
            pages.add(new Page("apply-confirm-" + refusal[0], "sekisho-otp-apply-confirm.ftl", model -> {
                apply(model, 3);
                model.error(
                        "otp",
                        (String) refusal[0],
                        List.of(refusal).subList(1, refusal.length).toArray());
            }));
        }
        pages.add(new Page("apply-receipt", "sekisho-otp-apply-receipt.ftl", model -> apply(model, 4)));

        pages.add(new Page("redisplay-proof", "sekisho-otp-redisplay-proof.ftl", Pages::redisplayProof));
        pages.add(new Page("redisplay-proof-wrong", "sekisho-otp-redisplay-proof.ftl", model -> {
            redisplayProof(model);
            model.error("otp", "sekishoOtpReplayed");
        }));
        pages.add(new Page("redisplay-proof-devices", "sekisho-otp-redisplay-proof.ftl", model -> {
            model.startedByCustomer();
            model.put("redisplay", bean("devices", devices(2), "remainingToday", 3));
        }));
        pages.add(new Page("redisplay", "sekisho-otp-redisplay.ftl", model -> {
            model.startedByCustomer();
            model.put("registration", registration());
        }));
        pages.add(new Page("stop", "sekisho-otp-stop.ftl", Pages::stop));
        pages.add(new Page("stop-wrong", "sekisho-otp-stop.ftl", model -> {
            stop(model);
            model.error("otp", "sekishoOtpWrong", 1, "23:59:59");
        }));
        pages.add(new Page("stop-devices", "sekisho-otp-stop.ftl", model -> {
            model.startedByCustomer();
            model.put("stop", bean("devices", devices(2)));
        }));
        pages.add(new Page("stop-receipt", "sekisho-otp-stop-receipt.ftl", Pages::stop));

        pages.addAll(tokenIssue());
        pages.addAll(tokenBind());
        pages.addAll(entrance());

        pages.add(new Page(
                "transaction-password", "sekisho-transaction-password.ftl", model -> model.attemptedUser("10001")));
        pages.add(new Page(
                "transaction-password-wrong",
                "sekisho-transaction-password.ftl",
                model -> model.error("transactionPassword", "sekishoTransactionPasswordMissing")));
        pages.add(new Page(
                "transaction-password-update",
                "sekisho-transaction-password-update.ftl",
                model -> transactionPassword(model, true)));
        pages.add(new Page("transaction-password-update-wrong", "sekisho-transaction-password-update.ftl", model -> {
            transactionPassword(model, true);
            model.error("currentTransactionPassword", "sekishoTransactionPasswordWrong", 2);
        }));
        pages.add(new Page(
                "transaction-password-set",
                "sekisho-transaction-password-update.ftl",
                model -> transactionPassword(model, false)));
        pages.add(new Page("transaction-password-mail", "sekisho-transaction-password-mail.ftl", model -> {
            model.startedByCustomer();
            mailCode(model);
        }));
        pages.add(new Page(
                "transaction-password-receipt",
                "sekisho-transaction-password-receipt.ftl",
                PageModel::startedByCustomer));
        pages.add(new Page(
                "transaction-password-reset",
                "sekisho-transaction-password-reset.ftl",
                model -> model.put("reset", bean("set", true, "statusUrl", "/realms/mito/otp-service"))));
        pages.add(new Page(
                "transaction-password-by-staff",
                "sekisho-transaction-password-reset.ftl",
                model -> model.put("reset", bean("set", false, "statusUrl", "/realms/mito/otp-service"))));
        pages.add(new Page("action-refused", "sekisho-action-refused.ftl", model -> {
            model.startedByCustomer();
            model.error(null, "sekishoRedisplayLimit", 3);
        }));
        pages.add(new Page("other-browser", "sekisho-other-browser.ftl", model -> {}));
        pages.add(new Page("login-over", "login.ftl", model -> model.message(MessageType.ERROR, "sekishoLoginOver")));
        // In a login, where there is nowhere to go back to.
        pages.add(new Page(
                "action-refused-first-password",
                "sekisho-action-refused.ftl",
                model -> model.error(null, "sekishoTransactionPasswordByStaff")));
        manage(pages);
        pages.addAll(longNames());
        return pages;
    }

    static Optional<Page> named(String name) {
        return all().stream().filter(page -> page.name().equals(name)).findFirst();
    }

    /** Names as long as they get, and without a place to break where they are customers' own. */
    private static List<Page> longNames() {
        return List.of(
                new Page("login-long-names", "login.ftl", model -> {
                    model.longNames();
                    model.put("login", bean("username", LONG_LOGIN_NAME));
                }),
                new Page("login-otp-long-names", "login-otp.ftl", model -> {
                    model.longNames();
                    otpLogin(model, 2);
                    model.attemptedUser(LONG_LOGIN_NAME);
                }),
                new Page("status-long-names", "sekisho-status.ftl", model -> {
                    model.longNames();
                    Map<String, Object> status = status(
                            "sekishoStatusInUse",
                            "in-use",
                            List.of(action("sekishoActionRedisplay"), action("sekishoActionStop")));
                    status.put("customerName", LONG_NAME);
                    model.put("status", status);
                }),
                new Page("apply-register-long-names", "sekisho-otp-apply-register.ftl", model -> {
                    model.longNames();
                    apply(model, 2);
                    Map<String, Object> registration = registration();
                    registration.put("accountName", LONG_LOGIN_NAME);
                    model.put("registration", registration);
                }),
                new Page("token-issue-confirm-long-names", "sekisho-token-issue-confirm.ftl", model -> {
                    model.longNames();
                    issue(model, 3, "maskedAddress", LONG_ADDRESS, "appUrl", LONG_URL, "featurePhoneAppUrl", LONG_URL);
                }),
                new Page("manage-long-names", "sekisho-manage.ftl", model -> {
                    model.longNames();
                    List<Map<String, Object>> users =
                            List.of(manageUser(LONG_LOGIN_NAME, LONG_NAME, "ADMINISTRATOR", "SUSPENDED", false));
                    Map<String, Object> list = manageList("", users, 1, 1, 1);
                    list.put("companyName", LONG_NAME);
                    model.put("manage", list);
                }),
                new Page("manage-lift-user-long-names", "sekisho-manage-user.ftl", model -> {
                    model.longNames();
                    Map<String, Object> user = manageUser("lift-suspension", "", false);
                    user.put("user", manageUser(LONG_LOGIN_NAME, LONG_NAME, "USER", "SUSPENDED", false));
                    model.put("manage", user);
                }));
    }

    static String longInstitution(Locale locale) {
        return Locale.JAPANESE.equals(locale)
                ? "東日本農林水産業協同組合連合会信用共済事業統括センターインターネットバンキング"
                : "The Consolidated Agricultural, Forestry and Fisheries Cooperative Savings Bank of Northern Hokkaido";
    }

    private static void manage(List<Page> pages) {
        pages.add(new Page(
                "manage",
                "sekisho-manage.ftl",
                model -> model.put("manage", manageList("", users(50), 10_000, 3, 200))));
        pages.add(new Page("manage-nobody-found", "sekisho-manage.ftl", model -> {
            Map<String, Object> list = manageList("", List.of(), 0, 1, 1);
            list.put("search", MARKUP);
            model.put("manage", list);
        }));
        pages.add(new Page(
                "manage-lift",
                "sekisho-manage-list.ftl",
                model -> model.put("manage", manageList("lift-suspension", users(3), 3, 1, 1))));
        pages.add(new Page(
                "manage-lift-nobody",
                "sekisho-manage-list.ftl",
                model -> model.put("manage", manageList("lift-suspension", List.of(), 0, 1, 1))));
        pages.add(new Page(
                "manage-revoke",
                "sekisho-manage-list.ftl",
                model -> model.put("manage", manageList("revoke-token", users(4), 54, 2, 2))));
        pages.add(new Page(
                "manage-lift-user",
                "sekisho-manage-user.ftl",
                model -> model.put("manage", manageUser("lift-suspension", "", false))));
        pages.add(new Page("manage-lift-user-wrong", "sekisho-manage-user.ftl", model -> {
            model.put("manage", manageUser("lift-suspension", "", false));
            model.error("transactionPassword", "sekishoTransactionPasswordWrong", 4);
        }));
        pages.add(new Page(
                "manage-revoke-user",
                "sekisho-manage-user.ftl",
                model -> model.put("manage", manageUser("revoke-token", "", false))));
        pages.add(new Page("manage-revoke-oneself-wrong", "sekisho-manage-user.ftl", model -> {
            model.put("manage", manageUser("revoke-token", "", true));
            model.error("transactionPassword", "sekishoTransactionPasswordMissing");
            model.error("otp", "sekishoOtpMissing");
        }));
        for (String reason : List.of("NotSuspended", "Exhausted", "NothingToRevoke", "NoOwnToken")) {
            pages.add(new Page(
                    "manage-user-" + reason,
                    "sekisho-manage-user.ftl",
                    model -> model.put("manage", manageUser("revoke-token", "sekishoManage" + reason, false))));
        }
        pages.add(new Page(
                "manage-lift-result",
                "sekisho-manage-result.ftl",
                model -> model.put("manage", manageUser("lift-suspension", "", false))));
        pages.add(new Page(
                "manage-revoke-result",
                "sekisho-manage-result.ftl",
                model -> model.put("manage", manageUser("revoke-token", "", false))));
        pages.add(new Page("manage-revoke-result-waiting", "sekisho-manage-result.ftl", model -> {
            Map<String, Object> result = manageUser("revoke-token", "", true);
            result.put("notBefore", "2026/11/21 08:10");
            model.put("manage", result);
        }));
        for (String reason : List.of("ManagersOnly", "NoSuchUser", "LiftOneself")) {
            pages.add(new Page("manage-refused-" + reason, "sekisho-manage-refused.ftl", model -> {
                Map<String, Object> refused = managePage();
                refused.put("manager", !"ManagersOnly".equals(reason));
                model.put("manage", refused);
                model.error(null, "sekishoManage" + reason);
            }));
        }
    }

    private static Map<String, Object> managePage() {
        return bean(
                "statusUrl",
                "/realms/kenshin/otp-service",
                "manageUrl",
                "/realms/kenshin/otp-service/manage",
                "logoutUrl",
                "/logout",
                "stateChecker",
                "checker");
    }

    private static Map<String, Object> manageList(
            String task, List<Map<String, Object>> users, int total, int page, int lastPage) {
        Map<String, Object> list = managePage();
        list.putAll(bean(
                "task",
                task,
                "companyName",
                "けんしん商事株式会社",
                "search",
                "",
                "users",
                users,
                "total",
                total,
                "from",
                (page - 1) * 50 + 1,
                "to",
                (page - 1) * 50 + users.size(),
                "page",
                page,
                "pages",
                lastPage,
                "listUrl",
                "/list",
                "liftUrl",
                "/lift",
                "revokeUrl",
                "/revoke",
                "firstUrl",
                "/list",
                "previousUrl",
                page == 1 ? "" : "/list?page=" + (page - 1),
                "nextUrl",
                page == lastPage ? "" : "/list?page=" + (page + 1),
                "lastUrl",
                "/list?page=" + lastPage,
                "query",
                page == 1 ? "" : "search=a&page=" + page));
        return list;
    }

    private static List<Map<String, Object>> users(int count) {
        List<String> statuses = List.of("IN_USE", "SUSPENDED", "ISSUED", "NOT_ISSUED");
        List<String> roles = List.of("MASTER", "ADMINISTRATOR", "USER");
        List<Map<String, Object>> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            users.add(manageUser(
                    "user" + i,
                    i == 2 ? MARKUP : i == 3 ? "" : "利用者 " + i,
                    roles.get(Math.min(i, 2)),
                    statuses.get(i % 4),
                    i == 0));
        }
        return users;
    }

    private static Map<String, Object> manageUser(
            String loginName, String name, String role, String status, boolean oneself) {
        return bean(
                "loginName",
                loginName,
                "name",
                name,
                "role",
                role,
                "status",
                status,
                "statusKind",
                status.toLowerCase(Locale.ROOT).replace('_', '-'),
                "since",
                "NOT_ISSUED".equals(status) ? "" : "2026/11/20 09:22",
                "oneself",
                oneself,
                "url",
                "/realms/kenshin/otp-service/manage/revoke-token/" + loginName);
    }

    private static Map<String, Object> manageUser(String task, String reason, boolean oneself) {
        Map<String, Object> user = managePage();
        user.putAll(bean(
                "task",
                task,
                "user",
                manageUser("user1", "利用者 一郎", "USER", "lift-suspension".equals(task) ? "SUSPENDED" : "IN_USE", oneself),
                "reason",
                reason,
                "devices",
                bean(
                        "list",
                        List.of(bean("id", "device-1", "label", "", "digits", 8)),
                        "selectedId",
                        "device-1",
                        "digits",
                        8,
                        "ofOneLength",
                        true),
                "listUrl",
                "/list",
                "notBefore",
                ""));
        return user;
    }

    private static List<Page> tokenIssue() {
        List<Page> pages = new ArrayList<>();
        pages.add(new Page("token-issue-proof", "sekisho-token-issue-proof.ftl", model -> issue(model, 1)));
        pages.add(new Page("token-issue-proof-wrong", "sekisho-token-issue-proof.ftl", model -> {
            issue(model, 1);
            model.error("transactionPassword", "sekishoTransactionPasswordWrong", 4);
        }));
        pages.add(new Page("token-issue", "sekisho-token-issue.ftl", model -> issue(model, 2)));
        pages.add(new Page("token-issue-skippable", "sekisho-token-issue.ftl", model -> {
            model.startedByCustomer();
            issue(model, 2, "skippable", true, "mailDomains", List.of());
        }));
        pages.add(new Page("token-issue-wrong", "sekisho-token-issue.ftl", model -> {
            issue(model, 2, "email", "\"><b>@example.com");
            model.error("email", "sekishoTokenIssueEmailNoAddress");
            model.error("emailConfirm", "sekishoTokenIssueEmailMismatch");
            model.error("startPassword", "sekishoTokenIssueStartPasswordTooShort", 4);
            model.error("startPasswordConfirm", "sekishoTokenIssueStartPasswordMismatch");
        }));
        for (Object[] refusal : new Object[][] {
            {"email", "EmailMissing"},
            {"email", "EmailNotHalfWidth"},
            {"email", "EmailTooShort", 4},
            {"email", "EmailTooLong", 64},
            {"startPassword", "StartPasswordMissing"},
            {"startPassword", "StartPasswordNotDigits"},
            {"startPassword", "StartPasswordTooLong", 8},
            {null, "TooManyMails"},
            {null, "MailNotBefore", "09:23:31"},
            {null, "NothingToSend"}
        }) {
            pages.add(new Page("token-issue-" + refusal[1], "sekisho-token-issue.ftl", model -> {
                issue(model, 2, "email", "taro@example.com");
                model.error(
                        (String) refusal[0],
                        "sekishoTokenIssue" + refusal[1],
                        Arrays.copyOfRange(refusal, 2, refusal.length));
            }));
        }
        pages.add(new Page("token-issue-confirm", "sekisho-token-issue-confirm.ftl", model -> issue(model, 3)));
        pages.add(new Page("token-issue-confirm-waiting", "sekisho-token-issue-confirm.ftl", model -> {
            issue(
                    model,
                    3,
                    "mailState",
                    "waiting",
                    "mailSentAt",
                    "",
                    "resendFrom",
                    "09:23:31",
                    "inquiryUrl",
                    "",
                    "mailDomains",
                    List.of());
            model.message(MessageType.INFO, "sekishoTokenIssueMailedAgain");
        }));
        pages.add(new Page(
                "token-issue-confirm-delayed",
                "sekisho-token-issue-confirm.ftl",
                model -> issue(model, 3, "mailState", "delayed", "mailSentAt", "")));
        pages.add(new Page(
                "token-issue-confirm-refused",
                "sekisho-token-issue-confirm.ftl",
                model -> issue(model, 3, "mailState", "refused", "mailSentAt", "")));
        pages.add(new Page(
                "token-issue-confirm-activated",
                "sekisho-token-issue-confirm.ftl",
                model -> issue(model, 3, "activated", true, "featurePhoneAppUrl", "")));
        for (Object[] refusal : new Object[][] {
            {"sekishoTokenIssueNotActivated"},
            {"sekishoTokenIssueCodeWrong", "09:22:31"},
            {"sekishoOtpMissing"},
            {"sekishoOtpMalformed", 8},
            {"sekishoOtpExpired", "09:22:31"},
            {"sekishoOtpClockOff", "09:22:31"}
        }) {
            pages.add(new Page("token-issue-confirm-" + refusal[0], "sekisho-token-issue-confirm.ftl", model -> {
                issue(model, 3);
                model.error(
                        "otp",
                        (String) refusal[0],
                        List.of(refusal).subList(1, refusal.length).toArray());
            }));
        }
        pages.add(new Page(
                "token-issue-confirm-expired",
                "sekisho-token-issue-confirm.ftl",
                model -> issue(model, 3, "issueState", "expired")));
        pages.add(new Page("token-issue-confirm-void", "sekisho-token-issue-confirm.ftl", model -> {
            issue(model, 3, "issueState", "void");
            model.error(null, "sekishoTokenIssueNothingToConfirm");
        }));
        pages.add(new Page("token-issue-wait", "sekisho-token-issue-wait.ftl", model -> issue(model, 1)));
        pages.add(new Page("token-issue-wait-own", "sekisho-token-issue-wait.ftl", model -> {
            model.startedByCustomer();
            issue(model, 1);
        }));
        pages.add(new Page("token-issue-in-use", "sekisho-token-issue-in-use.ftl", model -> issue(model, 1)));
        pages.add(new Page("token-issue-receipt", "sekisho-token-issue-receipt.ftl", model -> issue(model, 4)));
        return pages;
    }

    private static void issue(PageModel model, int step, Object... changes) {
        String appUrl = "https://kenshin.example.com/realms/kenshin/otp-service/token-app/";
        Map<String, Object> issue = bean(
                "step",
                step,
                "steps",
                4,
                "skippable",
                false,
                "minAddressLength",
                4,
                "maxAddressLength",
                64,
                "minStartPasswordLength",
                4,
                "maxStartPasswordLength",
                8,
                "mailDomains",
                List.of("kenshinbank.example.com", "otp-auth.example.com"),
                "email",
                "",
                "maskedAddress",
                "t***@example.com",
                "serviceId",
                "2001",
                "userId",
                "0123456789",
                "userIdGroups",
                List.of("0123", "456", "789"),
                "issuedAt",
                "2026/11/20 09:22",
                "expiresAt",
                "2026/11/21 09:22",
                "mailState",
                "sent",
                "mailSentAt",
                "09:22",
                "resendFrom",
                "",
                "activated",
                false,
                "digits",
                8,
                "appUrl",
                appUrl,
                "appLink",
                appUrl + "#serviceId=2001&userId=0123456789",
                "appQr",
                qr(appUrl),
                "featurePhoneAppUrl",
                "https://kenshin.example.com/feature-phone/",
                "inquiryUrl",
                "https://kenshin.example.com/inquiry",
                "issueState",
                "open",
                "notBefore",
                "2026/11/21 08:10");
        issue.putAll(bean(changes));
        model.put("issue", issue);
    }

    private static List<Page> tokenBind() {
        List<Page> pages = new ArrayList<>();
        for (boolean fromLogin : List.of(true, false)) {
            String prefix = fromLogin ? "token-bind" : "token-bind-from-status";
            pages.add(new Page(prefix + "-proof", "sekisho-token-bind-proof.ftl", model -> bind(model, fromLogin, 1)));
            pages.add(new Page(
                    prefix + "-mail",
                    "sekisho-token-bind-mail.ftl",
                    model -> bind(model, fromLogin, 1, "replacing", true)));
            pages.add(new Page(prefix, "sekisho-token-bind.ftl", model -> bind(model, fromLogin, 2)));
            pages.add(new Page(
                    prefix + "-replacing",
                    "sekisho-token-bind.ftl",
                    model -> bind(model, fromLogin, 2, "replacing", true)));
            pages.add(new Page(
                    prefix + "-next",
                    "sekisho-token-bind-next.ftl",
                    model -> bind(model, fromLogin, 2, "tokenId", "DEMO00000007")));
            pages.add(new Page(
                    prefix + "-receipt",
                    "sekisho-token-bind-receipt.ftl",
                    model -> bind(model, fromLogin, 3, "tokenId", "DEMO00000007")));
            pages.add(new Page(
                    prefix + "-receipt-replaced",
                    "sekisho-token-bind-receipt.ftl",
                    model -> bind(model, fromLogin, 3, "tokenId", "DEMO00000007", "replaced", true)));
        }
        pages.add(new Page("token-bind-proof-wrong", "sekisho-token-bind-proof.ftl", model -> {
            bind(model, true, 1);
            model.error("transactionPassword", "sekishoTransactionPasswordWrong", 4);
        }));
        for (Object[] refusal :
                new Object[][] {{"sekishoMailCodeMissing"}, {"sekishoMailCodeWrong", 4}, {"sekishoMailCodeExpired"}}) {
            pages.add(new Page("token-bind-mail-" + refusal[0], "sekisho-token-bind-mail.ftl", model -> {
                bind(model, true, 1, "replacing", true);
                model.error("mailCode", (String) refusal[0], Arrays.copyOfRange(refusal, 1, refusal.length));
            }));
        }
        pages.add(new Page("token-bind-mail-delayed", "sekisho-token-bind-mail.ftl", model -> {
            bind(model, true, 1, "replacing", true);
            mailCode(model, "delayed", true);
        }));
        pages.add(new Page("token-bind-mail-again", "sekisho-token-bind-mail.ftl", model -> {
            bind(model, true, 1, "replacing", true);
            mailCode(model, "resendFrom", "09:23:31");
            model.message(MessageType.INFO, "sekishoMailCodeMailedAgain");
        }));
        for (Object[] refusal : new Object[][] {{"sekishoMailCodeNotBefore", "09:23:31"}, {"sekishoMailCodeTooMany"}}) {
            pages.add(new Page("token-bind-mail-" + refusal[0], "sekisho-token-bind-mail.ftl", model -> {
                bind(model, true, 1, "replacing", true);
                mailCode(model, "resendFrom", "09:23:31");
                model.error(null, (String) refusal[0], Arrays.copyOfRange(refusal, 1, refusal.length));
            }));
        }
        for (Object[] refusal : new Object[][] {
            {"tokenId", "sekishoTokenIdMissing"},
            {"tokenId", "sekishoTokenIdMalformed"},
            {"otp", "sekishoOtpMissing"},
            {"otp", "sekishoTokenBindOtpMalformed"},
            {"otp", "sekishoTokenBindRefused", 4},
            {"otp", "sekishoTokenBindSuspended"},
            {"otp", "sekishoTokenBindExhausted"},
            {"otp", "sekishoOtpUnavailable"}
        }) {
            pages.add(new Page("token-bind-" + refusal[1], "sekisho-token-bind.ftl", model -> {
                bind(model, true, 2, "tokenId", "demo-0000 0007\"><b>");
                model.error((String) refusal[0], (String) refusal[1], Arrays.copyOfRange(refusal, 2, refusal.length));
            }));
        }
        pages.add(new Page("token-bind-both-missing", "sekisho-token-bind.ftl", model -> {
            bind(model, true, 2);
            model.error("tokenId", "sekishoTokenIdMissing");
            model.error("otp", "sekishoOtpMissing");
        }));
        pages.add(new Page("token-bind-started-again", "sekisho-token-bind.ftl", model -> {
            bind(model, true, 2);
            model.message(MessageType.INFO, "sekishoStepOutOfOrder");
        }));
        pages.add(new Page("token-bind-next-not-following", "sekisho-token-bind-next.ftl", model -> {
            bind(model, true, 2, "tokenId", "DEMO00000007");
            model.message(MessageType.INFO, "sekishoTokenBindNextNeeded");
        }));
        pages.add(new Page("token-bind-next-wrong", "sekisho-token-bind-next.ftl", model -> {
            bind(model, true, 2, "tokenId", "DEMO00000007");
            model.error("otp", "sekishoTokenBindRefused", 3);
        }));
        for (String reason :
                List.of("sekishoTokenBindAlreadyYours", "sekishoTokenBindSuspended", "sekishoMailCodeNoAddress")) {
            pages.add(new Page("token-bind-refused-" + reason, "sekisho-action-refused.ftl", model -> {
                entrance(model, "register", 2);
                model.error(null, reason);
            }));
        }
        return pages;
    }

    private static void bind(PageModel model, boolean fromLogin, int part, Object... changes) {
        if (fromLogin) {
            entrance(model, "register", part);
        } else {
            model.startedByCustomer();
        }
        Map<String, Object> bind = bean(
                "digits",
                6,
                "periodSeconds",
                30,
                "replacing",
                false,
                "tokenId",
                "",
                "resultCode",
                "00001",
                "replaced",
                false);
        bind.putAll(bean(changes));
        model.put("bind", bind);
        mailCode(model);
    }

    private static void mailCode(PageModel model, Object... changes) {
        Map<String, Object> mailCode = bean(
                "maskedAddress",
                "t***@example.com",
                "sentAt",
                "09:22",
                "delayed",
                false,
                "digits",
                8,
                "minutes",
                10,
                "resendFrom",
                "");
        mailCode.putAll(bean(changes));
        model.put("mailCode", mailCode);
    }

    private static void entrance(PageModel model, String walk, int part) {
        model.put(
                "entrance",
                bean(
                        "walk",
                        walk,
                        "part",
                        part,
                        "backUrl",
                        "/realms/sample-direct/login-actions/authenticate?client_id=bank&tab_id=t-1_A"));
    }

    private static List<Page> entrance() {
        List<Page> pages = new ArrayList<>();
        for (String walk : List.of("register", "stop")) {
            pages.add(new Page("entrance-" + walk, "sekisho-entrance.ftl", model -> entrance(model, walk, 1)));
            pages.add(new Page("entrance-" + walk + "-wrong", "sekisho-entrance.ftl", model -> {
                entrance(model, walk, 1);
                model.put("login", bean("username", "10001\"><b>"));
                model.error("username", "invalidUserMessage");
            }));
        }
        pages.add(new Page("entrance-stop-code", "sekisho-otp-stop.ftl", model -> {
            entrance(model, "stop", 2);
            model.put("stop", bean("devices", devices(1)));
        }));
        pages.add(new Page("entrance-stop-code-wrong", "sekisho-otp-stop.ftl", model -> {
            entrance(model, "stop", 2);
            model.put("stop", bean("devices", devices(1)));
            model.error("otp", "sekishoOtpWrong", 1, "23:59:59");
        }));
        pages.add(new Page("entrance-stop-receipt", "sekisho-otp-stop-receipt.ftl", model -> {
            entrance(model, "stop", 3);
            model.put("stop", bean("devices", devices(1)));
        }));
        pages.add(new Page("entrance-stop-not-in-use", "sekisho-action-refused.ftl", model -> {
            entrance(model, "stop", 2);
            model.error(null, "sekishoOtpNotInUse");
        }));
        pages.add(new Page(
                "entrance-not-offered",
                "error.ftl",
                model -> model.message(MessageType.ERROR, "sekishoEntranceNotOffered")));
        pages.add(new Page("login-otp-lost", "login-otp.ftl", model -> {
            otpLogin(model, 1);
            model.error("otp", "sekishoOtpLost");
        }));
        return pages;
    }

    /** What both pages that ask for a passkey are given. */
    private static void passkey(PageModel model) {
        model.put("challenge", "QaM_xw9zTqKEB5jqRkS-1w");
        model.put("rpId", "localhost");
        model.put("createTimeout", 0);
        model.put("userVerification", "required");
        model.put("authenticatorAttachment", "not specified");
        model.put("isUserIdentified", "false");
        model.put("shouldDisplayAuthenticators", false);
    }

    private static void passkeyAtLogin(PageModel model) {
        passkey(model);
        model.put("enableWebAuthnConditionalUI", "true");
        model.put("mediation", "conditional");
    }

    private static void passkeysOfTheCustomer(PageModel model) {
        model.put("isUserIdentified", "true");
        model.put("shouldDisplayAuthenticators", true);
        model.put(
                "authenticators",
                bean(
                        "authenticators",
                        List.of(
                                bean("credentialId", "aWQtMQ", "label", "スマートフォン", "createdAt", "2026/11/02 9:15"),
                                bean("credentialId", "aWQtMg", "label", MARKUP, "createdAt", "2026/11/30 18:40"))));
    }

    private static void passkeyRegistration(PageModel model) {
        passkey(model);
        model.put("userid", "MTAwMDE");
        model.put("username", "10001");
        model.put("rpEntityName", "bank");
        model.put("signatureAlgorithms", List.of(-7, -257));
        model.put("attestationConveyancePreference", "not specified");
        model.put("requireResidentKey", "Yes");
        model.put("userVerificationRequirement", "required");
        model.put("excludeCredentialIds", "aWQtMQ,aWQtMg");
    }

    private static void otpLogin(PageModel model, int devices) {
        List<Map<String, Object>> credentials = new ArrayList<>();
        for (int i = 1; i <= devices; i++) {
            credentials.add(bean("id", "device-" + i, "userLabel", "スマートフォン " + i));
        }
        model.put(
                "otpLogin",
                bean(
                        "userOtpCredentials",
                        credentials,
                        "selectedCredentialId",
                        "device-1",
                        "policy",
                        bean("digits", 6, "period", 30)));
        model.put("devices", devices(devices));
        model.attemptedUser("10001");
    }

    private static void apply(PageModel model, int step) {
        model.startedByCustomer();
        model.put(
                "apply",
                bean(
                        "step",
                        step,
                        "steps",
                        4,
                        "serviceStatus",
                        "sekishoStatusNotRegistered",
                        "digits",
                        6,
                        "minLength",
                        8,
                        "maxLength",
                        64,
                        "loginPasswordAsked",
                        true));
    }

    /** Of a customer, as {@code OtpDevices} tells them. The last of several has longer codes. */
    private static Map<String, Object> devices(int count) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            list.add(bean("id", "device-" + i, "label", i == 1 ? "" : "iPad", "digits", i == 1 ? 6 : 8));
        }
        return bean("list", list, "selectedId", "device-1", "digits", 6, "ofOneLength", count == 1);
    }

    private static void redisplayProof(PageModel model) {
        model.startedByCustomer();
        model.put("redisplay", bean("devices", devices(1), "remainingToday", 3));
    }

    private static void stop(PageModel model) {
        model.startedByCustomer();
        model.put("stop", bean("devices", devices(1)));
    }

    private static void transactionPassword(PageModel model, boolean currentAsked) {
        model.startedByCustomer();
        model.put(
                "transactionPasswordUpdate",
                bean(
                        "currentAsked",
                        currentAsked,
                        "loginPasswordAsked",
                        !currentAsked,
                        "minLength",
                        8,
                        "maxLength",
                        64));
    }

    private static Map<String, Object> registration() {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < KEY.length(); i += 4) {
            groups.add(KEY.substring(i, i + 4));
        }
        String appStore = "https://apps.apple.com/jp/app/google-authenticator/id388497605";
        String googlePlay =
                "https://play.google.com/store/apps/details?id=com.google.android.apps.authenticator2&hl=ja";
        return bean(
                "accountName",
                "水戸ネットマルチネット",
                "key",
                KEY,
                "keyGroups",
                groups,
                "otherApps",
                List.of(),
                "otpauthUri",
                OTPAUTH,
                "digits",
                6,
                "periodSeconds",
                30,
                "appName",
                "Google Authenticator",
                "qr",
                qr(OTPAUTH),
                "apps",
                List.of(
                        bean("platform", "iPhone", "url", appStore, "qr", qr(appStore)),
                        bean("platform", "Android", "url", googlePlay, "qr", qr(googlePlay))));
    }

    private static Map<String, Object> qr(String content) {
        try {
            BitMatrix matrix =
                    new QRCodeWriter().encode(content, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 4));
            StringBuilder path = new StringBuilder();
            for (int y = 0; y < matrix.getHeight(); y++) {
                for (int x = 0; x < matrix.getWidth(); x++) {
                    int from = x;
                    while (x < matrix.getWidth() && matrix.get(x, y)) {
                        x++;
                    }
                    if (x > from) {
                        path.append('M')
                                .append(from)
                                .append(' ')
                                .append(y)
                                .append('h')
                                .append(x - from)
                                .append("v1h-")
                                .append(x - from)
                                .append('z');
                    }
                }
            }
            return bean("size", matrix.getWidth(), "path", path.toString());
        } catch (WriterException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> action(String label) {
        return bean("label", "${" + label + "}", "url", "/realms/mito/otp-service/apply", "post", true);
    }

    private static Map<String, Object> row(
            String name, String note, boolean secret, String status, String kind, List<Map<String, Object>> actions) {
        return bean(
                "name", name, "note", note, "secret", secret, "status", status, "statusKind", kind, "actions", actions);
    }

    private static Map<String, Object> status(String status, String kind, List<Map<String, Object>> actions) {
        return bean(
                "customerName",
                "水戸 花子",
                "stateChecker",
                "checker",
                "logoutUrl",
                "/logout",
                "otpInUse",
                "in-use".equals(kind),
                "devices",
                List.of(),
                "suspended",
                "suspended".equals(kind),
                "sections",
                List.of(
                        bean(
                                "id",
                                "passwords",
                                "title",
                                "${sekishoStatusPasswords}",
                                "rows",
                                List.of(
                                        row(
                                                "${sekishoLoginPassword}",
                                                "",
                                                true,
                                                "",
                                                "",
                                                List.of(action("sekishoActionChange"))),
                                        row(
                                                "${sekishoTransactionPassword}",
                                                "",
                                                true,
                                                "",
                                                "",
                                                List.of(
                                                        action("sekishoActionChange"),
                                                        bean(
                                                                "label",
                                                                "${sekishoActionReset}",
                                                                "url",
                                                                "/realms/mito/otp-service/reset",
                                                                "post",
                                                                false))))),
                        bean(
                                "id",
                                "services",
                                "title",
                                "${sekishoStatusServices}",
                                "rows",
                                List.of(
                                        row("株価情報サービス", "", false, "${sekishoStatusInUse}", "in-use", List.of()),
                                        row(
                                                "${sekishoServiceOtp}",
                                                "${sekishoServiceOtpNote}",
                                                false,
                                                "${" + status + "}",
                                                kind,
                                                actions)))));
    }
}
