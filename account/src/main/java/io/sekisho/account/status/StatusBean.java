package io.sekisho.account.status;

import io.sekisho.account.manage.ManageResource;
import io.sekisho.credential.otp.OtpDevices;
import io.sekisho.credential.otp.OtpStatus;
import io.sekisho.institution.EnrolmentMethod;
import io.sekisho.institution.ExtraRow;
import io.sekisho.institution.InstitutionSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The status page: sections of rows, each a service with its status and what can be done. Texts may be {@code
 * ${messageKey}}.
 */
public final class StatusBean {

    private static final String SERVICES = "${sekishoStatusServices}";
    private static final String MANAGEMENT = "${sekishoManageSection}";
    private static final String PASSWORDS = "${sekishoStatusPasswords}";

    private final String customerName;
    private final OtpStatus otpStatus;
    private final OtpDevices devices;
    private final EnrolmentMethod enrolment;
    private final String basePath;
    private final String stateChecker;
    private final Map<String, List<Row>> rowsByTitle = new LinkedHashMap<>();

    /**
     * @param devices of which the customer has codes
     * @param transactionPasswordSettable whether a customer who has no transaction password can set the first one; else
     *     the staff do
     * @param issuable     whether the customer can have a token issued
     * @param manager      whether the customer manages a company's users
     * @param basePath     of this page; actions are below it
     * @param stateChecker what a form of this page has to bring along
     */
    StatusBean(
            String customerName,
            InstitutionSettings settings,
            OtpStatus otpStatus,
            OtpDevices devices,
            boolean redisplayable,
            boolean transactionPasswordSet,
            boolean transactionPasswordSettable,
            boolean issuable,
            boolean manager,
            String basePath,
            String stateChecker) {
        this.customerName = customerName;
        this.otpStatus = otpStatus;
        this.devices = devices;
        this.enrolment = settings.enrolment();
        this.basePath = basePath;
        this.stateChecker = stateChecker;
        if (settings.passwordRows()) {
            section(PASSWORDS)
                    .add(new Row(
                            "${sekishoLoginPassword}",
                            "",
                            true,
                            "",
                            "",
                            List.of(button(StatusAction.CHANGE_LOGIN_PASSWORD))));
            section(PASSWORDS).add(transactionPasswordRow(transactionPasswordSet, transactionPasswordSettable));
        }
        // What this page is for stands above the institution's other sections, and below its other services.
        section(SERVICES);
        for (ExtraRow row : settings.extraRows()) {
            section(row.section()).add(extraRow(row));
        }
        section(SERVICES).add(otpRow(redisplayable, issuable));
        if (manager) {
            section(MANAGEMENT)
                    .add(new Row(
                            "${sekishoManageTitle}",
                            "",
                            false,
                            "",
                            "",
                            List.of(new Action(
                                    "${sekishoManageToMenu}", basePath + "/" + ManageResource.PATH, false))));
        }
    }

    private List<Row> section(String title) {
        return rowsByTitle.computeIfAbsent(title, added -> new ArrayList<>());
    }

    private Row transactionPasswordRow(boolean set, boolean settable) {
        return set
                ? new Row(
                        "${sekishoTransactionPassword}",
                        "",
                        true,
                        "",
                        "",
                        List.of(
                                button(StatusAction.CHANGE_TRANSACTION_PASSWORD),
                                new Action("${sekishoActionReset}", basePath + "/" + StatusResource.RESET_PATH, false)))
                : new Row(
                        "${sekishoTransactionPassword}",
                        "",
                        false,
                        "${sekishoStatusNotSet}",
                        "not-registered",
                        List.of(
                                settable
                                        ? button(StatusAction.SET_TRANSACTION_PASSWORD)
                                        : new Action(
                                                "${sekishoActionSet}",
                                                basePath + "/" + StatusResource.RESET_PATH,
                                                false)));
    }

    private static Row extraRow(ExtraRow row) {
        return new Row(
                row.name(),
                "",
                false,
                row.status() == null ? "" : row.status(),
                "",
                row.action() == null || row.url() == null
                        ? List.of()
                        : List.of(new Action(row.action(), row.url(), false)));
    }

    private Row otpRow(boolean redisplayable, boolean issuable) {
        String name = "${sekishoServiceOtp}";
        String note = "${sekishoServiceOtpNote}";
        return switch (otpStatus) {
            case NOT_REGISTERED ->
                new Row(
                        name,
                        note,
                        false,
                        "${sekishoStatusNotRegistered}",
                        "not-registered",
                        switch (enrolment) {
                            case AUTHENTICATOR_APP -> List.of(button(StatusAction.APPLY));
                            case ISSUED_TOKEN -> issuable ? List.of(button(StatusAction.ISSUE_TOKEN)) : List.of();
                            case BOUND_TOKEN -> List.of(button(StatusAction.BIND));
                        });
            case IN_USE -> new Row(name, "", false, "${sekishoStatusInUse}", "in-use", actionsInUse(redisplayable));
            // Both actions ask for a code, and no code is taken before the suspension is lifted.
            case SUSPENDED -> new Row(name, "", false, "${sekishoStatusSuspended}", "suspended", List.of());
        };
    }

    private List<Action> actionsInUse(boolean redisplayable) {
        return switch (enrolment) {
            case AUTHENTICATOR_APP ->
                redisplayable
                        ? List.of(button(StatusAction.REDISPLAY), button(StatusAction.STOP))
                        : List.of(button(StatusAction.STOP));
            // A seed is handed out once, and whoever wants another token has this one revoked by a manager or the
            // staff.
            case ISSUED_TOKEN -> List.of();
            // The seed is in the token, which cannot be copied.
            case BOUND_TOKEN -> List.of(button(StatusAction.BIND_OTHER), button(StatusAction.STOP));
        };
    }

    private Action button(StatusAction action) {
        return new Action(
                "${" + action.labelKey() + "}",
                basePath + "/" + StatusResource.ACTIONS_PATH + "/" + action.path(),
                true);
    }

    public String getCustomerName() {
        return customerName;
    }

    public List<Section> getSections() {
        List<Section> sections = new ArrayList<>();
        rowsByTitle.forEach(
                (title, rows) -> sections.add(new Section("section-" + (sections.size() + 1), title, rows)));
        return sections;
    }

    /** Those that the customer has to tell from each other: none where there is one without a name. */
    public List<OtpDevices.Device> getDevices() {
        List<OtpDevices.Device> list = devices.getList();
        boolean named = list.stream().anyMatch(device -> !device.getLabel().isEmpty());
        return enrolment == EnrolmentMethod.AUTHENTICATOR_APP && (named || list.size() > 1) ? list : List.of();
    }

    public String getStateChecker() {
        return stateChecker;
    }

    /** Where the form that logs out posts to. */
    public String getLogoutUrl() {
        return basePath + "/" + StatusResource.LOGOUT_PATH;
    }

    public boolean isOtpInUse() {
        return otpStatus == OtpStatus.IN_USE;
    }

    public boolean isSuspended() {
        return otpStatus == OtpStatus.SUSPENDED;
    }

    /** Rows under one title; the id is its anchor. */
    public static final class Section {
        private final String id;
        private final String title;
        private final List<Row> rows;

        Section(String id, String title, List<Row> rows) {
            this.id = id;
            this.title = title;
            this.rows = rows;
        }

        public String getId() {
            return id;
        }

        public String getTitle() {
            return title;
        }

        public List<Row> getRows() {
            return rows;
        }
    }

    /**
     * A service: a note beside its name or none, stars for a secret value, its status with the kind that its looks
     * follow.
     */
    public static final class Row {
        private final String name;
        private final String note;
        private final boolean secret;
        private final String status;
        private final String statusKind;
        private final List<Action> actions;

        Row(String name, String note, boolean secret, String status, String statusKind, List<Action> actions) {
            this.name = name;
            this.note = note;
            this.secret = secret;
            this.status = status;
            this.statusKind = statusKind;
            this.actions = actions;
        }

        public String getName() {
            return name;
        }

        public String getNote() {
            return note;
        }

        public boolean isSecret() {
            return secret;
        }

        public String getStatus() {
            return status;
        }

        public String getStatusKind() {
            return statusKind;
        }

        public List<Action> getActions() {
            return actions;
        }
    }

    /** What can be done: a button that posts, or a link. */
    public static final class Action {
        private final String label;
        private final String url;
        private final boolean post;

        Action(String label, String url, boolean post) {
            this.label = label;
            this.url = url;
            this.post = post;
        }

        public String getLabel() {
            return label;
        }

        public String getUrl() {
            return url;
        }

        public boolean isPost() {
            return post;
        }
    }
}
