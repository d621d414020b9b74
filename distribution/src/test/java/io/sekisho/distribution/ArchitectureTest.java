package io.sekisho.distribution;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sekisho.credential.guard.FactorChanged;
import io.sekisho.notice.NoticeOutbox;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.provider.Provider;
import org.keycloak.util.JsonSerialization;

/**
 * The drawing of docs/architecture.md, held against the classes. A module is the package of its name below
 * {@code io.sekisho}.
 */
@AnalyzeClasses(packages = "io.sekisho", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
    private static final String ROOT = "io.sekisho.";
    private static final Pattern ARROWS = Pattern.compile("(?m)^ +(\\w+(?: & \\w+)*) --> (\\w+(?: & \\w+)*)");

    /** Stands in a package of a module that is below its own: operators' scripts know the command by that name. */
    private static final String OLD_NAME_OF_THE_IMPORT = "io.sekisho.credential.inventory.load.ImportTokens";

    /** Modules whose domain classes are had by {@code X.of(session)}. Providers are made by their factories. */
    private static final Set<String> ONE_WAY = Set.of("credential", "inventory");

    private static final Set<String> NULL_MARKED = Set.of("institution", "credential");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching("io.sekisho.(**)").should().beFreeOfCycles();

    /** So that the rules of all walks are tested in milliseconds. */
    @ArchTest
    static final ArchRule theRulesOfWalksNeedNoKeycloak = classes()
            .that()
            .resideInAPackage("io.sekisho.requiredaction.walk")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.sekisho.requiredaction.walk")
                    .or(belongToAnyOf(FormMessage.class, FormMessage[].class, JsonSerialization.class)));

    @ArchTest
    static void everyModuleIsDrawn(JavaClasses classes) throws IOException {
        Set<String> drawn = drawing().keySet();
        Set<String> modules = modules(classes);
        modules.removeAll(drawn);
        assertEquals(Set.of(), modules);
    }

    /** Where arrows lead to over others, none of its own has to be drawn. */
    @ArchTest
    static void noModuleDependsOnAnotherAgainstTheArrows(JavaClasses classes) throws IOException {
        Map<String, Set<String>> drawing = drawing();
        assertEquals(
                List.of(),
                dependencies(classes).stream()
                        .filter(dependency ->
                                !reached(drawing, origin(dependency)).contains(target(dependency)))
                        .map(Dependency::getDescription)
                        .toList());
    }

    @ArchTest
    static void noArrowPointsBack(JavaClasses classes) throws IOException {
        Map<String, Set<String>> drawing = drawing();
        assertEquals(
                List.of(),
                drawing.keySet().stream()
                        .filter(box -> reached(drawing, box).contains(box))
                        .toList());
    }

    @ArchTest
    static void noArrowIsDrawnThatIsNotThere(JavaClasses classes) throws IOException {
        Map<String, Set<String>> missing = drawing();
        dependencies(classes)
                .forEach(dependency -> missing.get(origin(dependency)).remove(target(dependency)));
        Set<String> modules = modules(classes);
        missing.keySet().retainAll(modules);
        missing.values().forEach(targets -> targets.retainAll(modules));
        missing.values().removeIf(Set::isEmpty);
        assertEquals(Map.of(), missing);
    }

    /** A query in a string is an arrow of which the classes tell nothing. */
    @ArchTest
    static void noModuleNamesAnEntityOrATableOfAnotherAgainstTheArrows(JavaClasses classes) throws IOException {
        Map<String, Set<String>> drawing = drawing();
        Map<Path, String> sources = sources();
        List<String> wrong = new ArrayList<>();
        classes.stream().filter(each -> each.isAnnotatedWith(Entity.class)).forEach(entity -> {
            Pattern name = Pattern.compile("\\b(" + entity.getSimpleName() + "|"
                    + entity.getAnnotationOfType(Table.class).name() + ")\\b");
            sources.forEach((file, text) -> {
                String module = file.getName(0).toString();
                if (!module.equals(module(entity))
                        && !reached(drawing, module).contains(module(entity))
                        && name.matcher(text).find()) {
                    wrong.add(file + " names " + entity.getSimpleName());
                }
            });
        });
        assertEquals(List.of(), wrong);
    }

    /** So that no change is without its event, its count and its mail. Mails that are part of a walk are the walk's. */
    @ArchTest
    static void changesArePublishedWhereTheyAreWrittenAndToldByOneListener(JavaClasses classes) {
        assertEquals(
                Set.of("credential", "inventory"),
                callers(classes.get(FactorChanged.class), "publish")
                        .map(ArchitectureTest::module)
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("ChangeReport", "KeycloakReport", "TokenIssueMail", "MailCodeProof"),
                callers(classes.get(NoticeOutbox.class), "add", "addTo")
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet()));
    }

    /** So that there is one way to a domain class, which is the same in the session of the guard. */
    @ArchTest
    static void domainClassesAreMadeByTheirOwnMethodOfAlone(JavaClasses classes) {
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(type -> ONE_WAY.contains(module(type)))
                        .filter(type -> !type.isRecord() && !type.isAnonymousClass() && !isProvider(type))
                        .flatMap(type -> type.getConstructors().stream())
                        .filter(constructor -> constructor.getRawParameterTypes().stream()
                                .anyMatch(parameter -> parameter.isEquivalentTo(KeycloakSession.class)))
                        .filter(constructor ->
                                !constructor.getModifiers().contains(JavaModifier.PRIVATE) || !isMadeByOf(constructor))
                        .map(JavaConstructor::getFullName)
                        .toList());
    }

    /** So that no new package of them escapes NullAway, which looks at packages that are marked. */
    @ArchTest
    static void everyPackageOfTheseModulesDeclaresWhatMayBeNull(JavaClasses classes) {
        assertEquals(
                Set.of(),
                classes.stream()
                        .filter(type -> NULL_MARKED.contains(module(type))
                                && !type.getName().equals(OLD_NAME_OF_THE_IMPORT))
                        .map(JavaClass::getPackage)
                        .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .collect(Collectors.toSet()));
    }

    /** Asked of the class itself: ArchUnit does not follow what is Keycloak's. */
    private static boolean isProvider(JavaClass type) {
        return Provider.class.isAssignableFrom(type.reflect());
    }

    private static boolean isMadeByOf(JavaConstructor constructor) {
        return constructor.getAccessesToSelf().stream()
                .allMatch(access -> access.getOrigin().getName().equals("of"));
    }

    private static Stream<JavaClass> callers(JavaClass type, String... methods) {
        return type.getMethodCallsToSelf().stream()
                .filter(call -> List.of(methods).contains(call.getName()))
                .map(JavaAccess::getOriginOwner)
                .filter(caller -> !caller.equals(type));
    }

    /** By their place below {@code io/sekisho}. */
    private static Map<Path, String> sources() throws IOException {
        Map<Path, String> sources = new TreeMap<>();
        for (Path folder : folders()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    sources.put(folder.relativize(file), Files.readString(file));
                }
            }
        }
        return sources;
    }

    /** Of what is in the JAR. */
    private static List<Path> folders() throws IOException {
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            return modules.filter(module -> !module.endsWith("demo"))
                    .map(module -> module.resolve(Path.of("src", "main", "java", "io", "sekisho")))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static List<Dependency> dependencies(JavaClasses classes) {
        return classes.stream()
                .filter(each -> !each.getName().equals(OLD_NAME_OF_THE_IMPORT))
                .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(ROOT)
                                && !origin(dependency).equals(target(dependency)))
                .toList();
    }

    private static Set<String> modules(JavaClasses classes) {
        Set<String> modules = new TreeSet<>();
        classes.forEach(each -> modules.add(module(each)));
        return modules;
    }

    private static String origin(Dependency dependency) {
        return module(dependency.getOriginClass());
    }

    private static String target(Dependency dependency) {
        return module(dependency.getTargetClass());
    }

    private static String module(JavaClass type) {
        return type.getPackageName().substring(ROOT.length()).split("\\.")[0];
    }

    /** What each box has arrows to. */
    private static Map<String, Set<String>> drawing() throws IOException {
        String document = Files.readString(REPOSITORY.resolve("docs").resolve("architecture.md"));
        Map<String, Set<String>> drawing = new TreeMap<>();
        for (MatchResult arrows : ARROWS.matcher(document.substring(0, document.indexOf("```\n")))
                .results()
                .toList()) {
            for (String to : arrows.group(2).split(" & ")) {
                drawing.computeIfAbsent(to, box -> new TreeSet<>());
                Arrays.stream(arrows.group(1).split(" & "))
                        .forEach(from -> drawing.computeIfAbsent(from, box -> new TreeSet<>())
                                .add(to));
            }
        }
        return drawing;
    }

    /** Where one comes to from a box, over any number of arrows. */
    private static Set<String> reached(Map<String, Set<String>> drawing, String from) {
        Set<String> reached = new TreeSet<>();
        reach(drawing, from, reached);
        return reached;
    }

    private static void reach(Map<String, Set<String>> drawing, String from, Set<String> reached) {
        drawing.get(from).stream().filter(reached::add).forEach(next -> reach(drawing, next, reached));
    }
}
