package io.sekisho.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreviewTest {

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    static void copy(Path from, Path to) throws IOException {
        for (Path file : Sources.below(from, "")) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
    }

    static void replace(Path file, String text, String by) throws IOException {
        String before = Files.readString(file);
        assertTrue(before.contains(text), file + " has no " + text);
        Files.writeString(file, before.replace(text, by));
    }

    private Path ownTheme(String parent) throws IOException {
        Path own = folder.resolve("mybank");
        copy(Sources.THEMES.resolve("mito"), own);
        replace(own.resolve("login/theme.properties"), "parent=sekisho", "parent=" + parent);
        return own;
    }

    private static String refused(Path theme) {
        Properties properties = new Properties();
        properties.setProperty("sekisho.theme", theme.toString());
        return assertThrows(IllegalArgumentException.class, () -> ThemeFolders.of(properties))
                .getMessage();
    }

    @Test
    void noTwoStatesHaveOneName() {
        Set<String> names = new HashSet<>();
        Stream.concat(Pages.all().stream().map(Page::name), Mails.all().stream().map(Mail::name))
                .forEach(name -> assertTrue(names.add(name), name));
    }

    @Test
    void theGalleryShowsEveryStateAtBothWidthsWithALinkIntoIt() throws Exception {
        try (PageHost host = new PageHost()) {
            String gallery = get(host.url("mito", Locale.ENGLISH, "")).body();
            List<String> addresses = Look.states();
            for (String address : addresses) {
                assertTrue(gallery.contains("<a href=\"" + address + "\">"), address);
                assertEquals(2, gallery.split("<iframe src=\"" + address + "\"", -1).length - 1, address);
            }
            assertEquals(2 * addresses.size(), gallery.split("<iframe ", -1).length - 1);
            for (String theme : ThemeFolders.OURS.names()) {
                assertTrue(gallery.contains("href=\"/" + theme + "/en/\""), theme);
            }
            assertTrue(gallery.contains("href=\"/mito/ja/\""), gallery);
        }
    }

    @Test
    void aTemplateATextAndAStyleAreShownAsTheyAreInTheFile() throws Exception {
        Path sources = folder.resolve("theme");
        copy(Sources.THEMES, sources);
        ThemeFolders folders = new ThemeFolders(sources, Optional.empty());
        Path login = sources.resolve("sekisho/login");
        try (PageHost host = new PageHost(folders, 0)) {
            String url = host.url("mito", Locale.JAPANESE, "login");
            String stamp = folders.stamp();
            assertEquals(stamp, get(host.url() + "/stamp").body());
            assertTrue(get(url).body().contains(">お客様コード</label>"));

            replace(
                    login.resolve("login.ftl"),
                    "<@layout.registrationLayout",
                    "<#assign changed = 1>\n<@layout.registrationLayout");
            assertNotEquals(stamp, stamp = folders.stamp(), "a template");
            replace(sources.resolve("mito/login/messages/messages_ja.properties"), "username=お客様コード", "username=会員番号");
            assertNotEquals(stamp, stamp = folders.stamp(), "a text");
            Files.writeString(login.resolve("resources/css/sekisho.css"), "/* changed */");
            assertNotEquals(stamp, folders.stamp(), "a style");

            assertTrue(get(url).body().contains(">会員番号</label>"));
            assertEquals(
                    "/* changed */",
                    get(host.url() + "/mito/resources/css/sekisho.css").body());
        }
    }

    @Test
    void whatCannotBeRenderedIsToldWithTheTemplateAndTheLine() throws Exception {
        Path sources = folder.resolve("theme");
        copy(Sources.THEMES, sources);
        Files.writeString(sources.resolve("sekisho/login/login.ftl"), "<#if open>\n<b>");
        try (PageHost host = new PageHost(new ThemeFolders(sources, Optional.empty()), 0)) {
            HttpResponse<String> answer = get(host.url("mito", Locale.JAPANESE, "login"));

            assertEquals(500, answer.statusCode());
            assertTrue(answer.body().contains("login.ftl") && answer.body().contains("line 2"), answer.body());
            assertTrue(answer.body().contains("/reload.js"), "it goes when the template is mended");
        }
    }

    @Test
    void aThemeOfOnesOwnComesFirstAndIsSeenOnEveryPage() throws Exception {
        Path own = ownTheme("sekisho-token");
        replace(own.resolve("login/messages/messages_ja.properties"), "username=お客様コード", "username=会員番号");
        Properties properties = new Properties();
        properties.setProperty("sekisho.theme", own.toString());
        ThemeFolders folders = ThemeFolders.of(properties);
        try (PageHost host = new PageHost(folders, 0)) {
            assertEquals(
                    "/mybank/ja/",
                    get(host.url() + "/").headers().firstValue("Location").orElseThrow());
            assertTrue(get(host.url("mybank", Locale.JAPANESE, "login")).body().contains(">会員番号</label>"));
            assertEquals(
                    Files.readString(own.resolve("login/resources/css/mito.css")),
                    get(host.url() + "/mybank/resources/css/mito.css").body());
            for (Page page : Pages.all()) {
                assertEquals(
                        200,
                        get(host.url("mybank", Locale.ENGLISH, page.name())).statusCode(),
                        page.name());
            }
            for (Mail mail : Mails.all()) {
                for (String form : List.of("", ".txt")) {
                    String url = host.url("mybank", Locale.ENGLISH, "mail/" + mail.name() + form);
                    assertEquals(200, get(url).statusCode(), url);
                }
            }
        }
    }

    @Test
    void aThemeOfOnesOwnWithoutMailsHasThoseOfTheParent() throws Exception {
        Path own = folder.resolve("mybank");
        copy(Sources.THEMES.resolve("mito/login"), Files.createDirectories(own).resolve("login"));
        ThemeFolders folders = ThemeFolders.OURS.and(own);
        try (PageHost host = new PageHost(folders, 0)) {
            assertEquals(
                    200,
                    get(host.url("mybank", Locale.JAPANESE, "mail/otpStopped")).statusCode());
        }
    }

    @Test
    void aThemeOfOnesOwnWithATemplateIsRefusedByTheNameOfTheFile() throws Exception {
        Path own = ownTheme("sekisho");
        Files.writeString(own.resolve("login/login.ftl"), "");
        assertTrue(refused(own).contains(Path.of("login", "login.ftl").toString()), refused(own));
    }

    @Test
    void aFolderThatIsNoThemeIsRefused() throws Exception {
        assertTrue(refused(folder.resolve("absent")).contains("login/theme.properties"));
        assertTrue(refused(folder).contains("login/theme.properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "mybank", "", "../theme"})
    void aThemeOfOnesOwnWithoutAParentOfOursIsRefused(String parent) throws Exception {
        assertTrue(refused(ownTheme(parent)).contains("'" + parent + "'"));
    }

    @Test
    void aFolderWhoseNameIsNoneForAThemeIsRefused() throws Exception {
        Path own = folder.resolve("my bank");
        copy(Sources.THEMES.resolve("mito"), own);
        assertTrue(refused(own).contains("'my bank'"));
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheOptionThatMovesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String reason = assertThrows(
                            IllegalArgumentException.class,
                            () -> new PageHost(ThemeFolders.OURS, taken.getLocalPort()).close())
                    .getMessage();
            assertTrue(
                    reason.contains("Port " + taken.getLocalPort()) && reason.contains("-Dsekisho.previewPort="),
                    reason);
        }
    }

    @Test
    void nobodyElseCanReachIt() throws Exception {
        try (PageHost host = new PageHost()) {
            int port = URI.create(host.url()).getPort();
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    if (!address.isLoopbackAddress()) {
                        assertThrows(IOException.class, () -> new Socket(address, port).close(), address.toString());
                    }
                }
            }
        }
    }

    @Test
    void whatEachBuildLooksAtIsEachStateOnceAndWhatDiffersMostInEachBrand() {
        List<Look> looks = Look.ofEachBuild();
        assertEquals(
                Look.states().stream().sorted().toList(),
                looks.stream()
                        .filter(look -> "sekisho".equals(look.theme()))
                        .map(Look::state)
                        .sorted()
                        .toList());
        for (String brand : Sources.BRANDS) {
            assertEquals(
                    Look.MOST_DIFFERENT,
                    looks.stream()
                            .filter(look -> brand.equals(look.theme()))
                            .map(Look::state)
                            .toList());
        }
    }

    @Test
    void theCheckLooksAtEachStateInEachThemeAndLanguageOnAPhoneAndAPc() {
        assertEquals(
                Look.states().size() * ThemeFolders.OURS.names().size() * 2 * 2,
                new HashSet<>(Look.all(ThemeFolders.OURS)).size());
    }

    @Test
    void theLinkToTheOtherLanguageLeadsToTheSamePage() throws Exception {
        try (PageHost host = new PageHost()) {
            assertEquals(
                    "/mito/en/status-in-use",
                    get(host.url("mito", Locale.JAPANESE, "status-in-use?kc_locale=en"))
                            .headers()
                            .firstValue("Location")
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stamp/x",
                "/nobody/ja/login",
                "/mito/fr/login",
                "/mito/ja/none",
                "/mito/ja/mail/none",
                "/mito/resources/none.css",
                "/mito/resources/../theme.properties"
            })
    void whatThereIsNoneOfIsNotFound(String path) throws Exception {
        try (PageHost host = new PageHost()) {
            assertEquals(404, get(host.url() + path).statusCode());
        }
    }
}
