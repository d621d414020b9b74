package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.AuthenticatorApps;
import io.sekisho.credential.otp.CodeParameters;
import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.institution.InstitutionSettings;
import io.sekisho.requiredaction.KeycloakWalkContext;
import java.util.ArrayList;
import java.util.List;

/** What a customer needs to register the account in an authenticator app. */
public final class RegistrationBean {

    private static final int GROUP = 4;

    private final OtpSeed seed;
    private final InstitutionSettings settings;
    private final String keyUri;
    private final List<String> otherApps;

    private RegistrationBean(OtpSeed seed, InstitutionSettings settings, String userName, List<String> otherApps) {
        this.seed = seed;
        this.settings = settings;
        this.keyUri = seed.keyUri(settings.accountName(), userName);
        this.otherApps = otherApps;
    }

    static RegistrationBean of(KeycloakWalkContext action, OtpSeed seed) {
        InstitutionSettings settings = action.settings();
        return new RegistrationBean(
                seed,
                settings,
                action.user().getUsername(),
                AuthenticatorApps.instead(
                        action.session(),
                        settings.appName(),
                        new CodeParameters(seed.algorithm(), seed.digits(), seed.periodSeconds())));
    }

    /**
     * A link to where the recommended app is to be had. A class, since a template would take a record's accessor for a
     * method.
     */
    public static final class App {
        private final String platform;
        private final String url;
        private final QrCodeBean qr;

        App(String platform, String url, QrCodeBean qr) {
            this.platform = platform;
            this.url = url;
            this.qr = qr;
        }

        public String getPlatform() {
            return platform;
        }

        public String getUrl() {
            return url;
        }

        public QrCodeBean getQr() {
            return qr;
        }
    }

    public String getAccountName() {
        return settings.accountName();
    }

    public String getAppName() {
        return settings.appName();
    }

    /** Apps to name in place of the recommended one, which cannot make such codes; see {@link AuthenticatorApps}. */
    public List<String> getOtherApps() {
        return otherApps;
    }

    /** Empty also where another app is to be named: these are addresses of the recommended one. */
    public List<App> getApps() {
        if (!otherApps.isEmpty()) {
            return List.of();
        }
        List<App> apps = new ArrayList<>();
        settings.appStoreUrl().ifPresent(url -> apps.add(new App("iPhone", url, QrCodeBean.of(url))));
        settings.googlePlayUrl().ifPresent(url -> apps.add(new App("Android", url, QrCodeBean.of(url))));
        return apps;
    }

    /** The seed in Base32, without spaces. */
    public String getKey() {
        return seed.base32();
    }

    /** The key in groups of four, as it is easiest to read off. */
    public List<String> getKeyGroups() {
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < seed.base32().length(); i += GROUP) {
            groups.add(
                    seed.base32().substring(i, Math.min(i + GROUP, seed.base32().length())));
        }
        return groups;
    }

    public String getOtpauthUri() {
        return keyUri;
    }

    public QrCodeBean getQr() {
        return QrCodeBean.of(keyUri);
    }

    public int getDigits() {
        return seed.digits();
    }
}
