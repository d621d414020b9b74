package io.sekisho.requiredaction.otp;

import io.sekisho.credential.otp.OtpSeed;
import io.sekisho.institution.InstitutionSettings;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.UserModel;

/** What a customer needs to register the account in an authenticator app. */
public final class RegistrationBean {

    private static final int GROUP = 4;

    private final OtpSeed seed;
    private final InstitutionSettings settings;
    private final String keyUri;

    RegistrationBean(OtpSeed seed, InstitutionSettings settings, UserModel user) {
        this.seed = seed;
        this.settings = settings;
        this.keyUri = seed.keyUri(settings.accountName(), user.getUsername());
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

    public List<App> getApps() {
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
