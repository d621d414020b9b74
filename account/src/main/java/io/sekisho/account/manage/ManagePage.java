package io.sekisho.account.manage;

import io.sekisho.account.company.CompanyRole;
import io.sekisho.account.company.Member;
import io.sekisho.credential.token.TokenStanding;
import io.sekisho.institution.LocalTimes;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;

/** What the management pages have in common. */
public abstract class ManagePage {

    private final String basePath;
    private final String stateChecker;

    /** @param basePath of the service; the management pages are below it */
    ManagePage(String basePath, String stateChecker) {
        this.basePath = basePath;
        this.stateChecker = stateChecker;
    }

    /** 利用者管理. */
    public String getManageUrl() {
        return basePath + "/" + ManageResource.PATH;
    }

    public String getStatusUrl() {
        return basePath;
    }

    /** Where the form that logs out posts to. */
    public String getLogoutUrl() {
        return basePath + "/logout";
    }

    /** What a form of this page has to bring along. */
    public String getStateChecker() {
        return stateChecker;
    }

    String url(ManageTask task) {
        return getManageUrl() + "/" + task.path();
    }

    /** A user with the standing of the token. */
    public static final class User {

        private final Member member;
        private final TokenStanding standing;
        private final boolean oneself;
        private final String url;
        private final ZoneId zone;

        /** @param url of the page on which something is done to the user, or empty */
        User(Member member, TokenStanding standing, boolean oneself, String url, ZoneId zone) {
            this.member = member;
            this.standing = standing;
            this.oneself = oneself;
            this.url = url;
            this.zone = zone;
        }

        public String getLoginName() {
            return member.loginName();
        }

        /** Empty if none is known. */
        public String getName() {
            return member.name();
        }

        /** {@code MASTER}, {@code ADMINISTRATOR} or {@code USER}. */
        public String getRole() {
            return Objects.requireNonNullElse(member.role(), CompanyRole.USER).name();
        }

        /** {@code NOT_ISSUED}, {@code ISSUED}, {@code IN_USE} or {@code SUSPENDED}. */
        public String getStatus() {
            return standing.status().name();
        }

        /** What its looks follow. */
        public String getStatusKind() {
            return standing.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Empty if it is not known. */
        public String getSince() {
            return standing.since() == null ? "" : LocalTimes.dayAndMinute(standing.since(), zone);
        }

        /** Whether it is the manager who looks at the page. */
        public boolean isOneself() {
            return oneself;
        }

        public String getUrl() {
            return url;
        }
    }
}
