package dev.brama.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of rooms in docs/design.md, held by the build.
class RoomBordersTest {
    private static final String HOUSE = "dev.brama.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.brama");

    /// A room, how high it stands, and the lower rooms that it may know.
    private record Room(int rank, Set<String> known) {}

    private static final Map<String, Room> ROOMS = rooms();

    private static final String[] PURE = {
        "problem",
        "syntax",
        "cluster",
        "settings",
        "proxy",
        "ingress",
        "address",
        "render",
        "layer2",
        "report"
    };

    private static Map<String, Room> rooms() {
        Map<String, Room> rooms = new LinkedHashMap<>();
        rooms.put("problem", new Room(0, Set.of()));
        rooms.put("syntax", new Room(0, Set.of()));
        rooms.put("link", new Room(0, Set.of()));
        rooms.put("health", new Room(0, Set.of()));
        rooms.put("cluster", new Room(1, Set.of("problem")));
        rooms.put("settings", new Room(1, Set.of("problem", "syntax")));
        rooms.put("proxy", new Room(1, Set.of("problem", "syntax")));
        rooms.put(
                "ingress",
                new Room(2, Set.of("cluster", "settings", "proxy", "syntax", "problem")));
        rooms.put("address", new Room(2, Set.of("cluster", "problem")));
        rooms.put("render", new Room(2, Set.of("proxy", "syntax", "problem")));
        rooms.put("endpoints", new Room(2, Set.of("proxy", "syntax")));
        // The probe of nginx makes a value of syntax: what nginx at hand understands.
        rooms.put("nginx", new Room(3, Set.of("render", "problem", "syntax")));
        rooms.put("metrics", new Room(3, Set.of("proxy", "problem")));
        rooms.put("layer2", new Room(3, Set.of("cluster", "address", "problem")));
        // What is printed about a route is told in the words of ingress and proxy.
        rooms.put(
                "report",
                new Room(
                        4,
                        Set.of(
                                "problem", "cluster", "address", "layer2", "nginx", "ingress",
                                "proxy", "syntax")));
        rooms.put("kube", new Room(5, Set.of("problem", "cluster", "report")));
        // A refusal is told in the words of report; to compile an Ingress takes values of proxy.
        rooms.put(
                "admission",
                new Room(
                        6,
                        Set.of(
                                "problem",
                                "syntax",
                                "cluster",
                                "settings",
                                "proxy",
                                "ingress",
                                "report",
                                "kube")));
        rooms.put(
                "controller",
                new Room(
                        7,
                        Set.of(
                                "problem",
                                "syntax",
                                "health",
                                "cluster",
                                "settings",
                                "proxy",
                                "ingress",
                                "address",
                                "render",
                                "endpoints",
                                "nginx",
                                "metrics",
                                "report",
                                "kube",
                                "admission")));
        rooms.put(
                "speaker",
                new Room(
                        7,
                        Set.of(
                                "problem", "cluster", "address", "metrics", "layer2", "link",
                                "health", "report", "kube")));
        Set<String> all = new TreeSet<>(rooms.keySet());
        rooms.put("cli", new Room(8, all));
        return rooms;
    }

    static Stream<String> roomNames() {
        return ROOMS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("roomNames")
    void roomKnowsOnlyTheRoomsOfItsRow(String name) {
        String[] others =
                ROOMS.keySet().stream()
                        .filter(other -> !other.equals(name))
                        .filter(other -> !ROOMS.get(name).known().contains(other))
                        .map(RoomBordersTest::inside)
                        .toArray(String[]::new);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(inside(name))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others));
    }

    @ParameterizedTest
    @MethodSource("roomNames")
    void rowNamesLowerRoomsOnly(String name) {
        Room room = ROOMS.get(name);
        assertThat(room.known())
                .allSatisfy(other -> assertThat(ROOMS.get(other).rank()).isLessThan(room.rank()));
    }

    @Test
    void everyClassLivesInARoomOfTheTable() {
        Set<String> strangers = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!ROOMS.containsKey(roomOf(type.getPackageName()))) {
                strangers.add(type.getName());
            }
        }
        assertThat(strangers).isEmpty();
        // Guards against an empty import, with which every rule here would hold.
        assertThat(CLASSES).hasSizeGreaterThan(100);
    }

    @Test
    void roomsHaveNoCycles() {
        check(slices().matching("dev.brama.(*)..").should().beFreeOfCycles());
    }

    static Stream<Arguments> fences() {
        return Stream.of(
                Arguments.of("io.kubernetes..", List.of("kube")),
                Arguments.of("org.yaml.snakeyaml..", List.of("kube", "cli")),
                Arguments.of("io.pebbletemplates..", List.of("render")),
                Arguments.of("org.apache.commons.exec..", List.of("nginx")),
                Arguments.of("picocli..", List.of("cli")),
                Arguments.of("com.google.gson..", List.of("cli", "kube", "admission", "speaker")),
                Arguments.of("org.bouncycastle..", List.of("ingress", "controller", "admission")),
                Arguments.of("io.prometheus..", List.of("metrics")),
                Arguments.of("java.lang.foreign..", List.of("link")));
    }

    @ParameterizedTest
    @MethodSource("fences")
    void libraryStaysInItsRooms(String library, List<String> homes) {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(
                                homes.stream().map(RoomBordersTest::inside).toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.slf4j..", "java.util.logging..", "java.lang.System$Logger"})
    void pureRoomsDoNotLog(String logging) {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(pure())
                        .should()
                        .dependOnClassesThat(
                                resideInAPackage(logging)
                                        .or(
                                                DescribedPredicate.describe(
                                                        "are " + logging,
                                                        type -> type.getName().equals(logging)))));
    }

    @Test
    void pureRoomsReadNoClock() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(pure())
                        .should()
                        .callMethodWhere(
                                target(nameMatching("now|systemUTC|systemDefaultZone|tick.*"))
                                        .and(target(owner(resideInAPackage("java.time..")))))
                        .orShould()
                        .callMethodWhere(
                                target(nameMatching("currentTimeMillis|nanoTime"))
                                        .and(target(owner(nameMatching("java\\.lang\\.System")))))
                        .orShould()
                        .callConstructor(java.util.Date.class));
    }

    @Test
    void pureRoomsDrawNoLots() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(pure())
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("java.util.random..")
                                        .or(
                                                nameMatching(
                                                                "java\\.util\\.Random"
                                                                        + "|java\\.util\\.concurrent\\.ThreadLocalRandom"
                                                                        + "|java\\.security\\.SecureRandom")
                                                        .forSubtype()))
                        .orShould()
                        .callMethod(java.util.UUID.class, "randomUUID")
                        .orShould()
                        .callMethod(Math.class, "random"));
    }

    @Test
    void pureRoomsTouchNoFiles() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(pure())
                        // Templates come from files: it alone reads them, once, at the start.
                        .and()
                        .doNotHaveFullyQualifiedName("dev.brama.render.Templates")
                        .should()
                        .dependOnClassesThat(
                                nameMatching(
                                                "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\..*"
                                                        + "|java\\.io\\.(File|File.*Stream|FileReader"
                                                        + "|FileWriter|RandomAccessFile|Console)")
                                        .forSubtype()));
    }

    @Test
    void pureRoomsAskNothingOfTheirSurroundings() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(pure())
                        .should()
                        .callMethodWhere(
                                target(nameMatching("getenv|getProperty|getProperties|exit"))
                                        .and(target(owner(nameMatching("java\\.lang\\.System")))))
                        .orShould()
                        .dependOnClassesThat(
                                nameMatching(
                                                "java\\.lang\\.(Process|ProcessBuilder|Runtime)"
                                                        + "|java\\.net\\.(Socket|ServerSocket|URL"
                                                        + "|DatagramSocket)")
                                        .forSubtype())
                        .orShould()
                        // A literal needs no name server; everything else would ask one.
                        .callMethodWhere(
                                target(nameMatching("getByName|getAllByName|getLocalHost"))
                                        .and(target(owner(resideInAPackage("java.net"))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Util", "Utils", "Helper", "Manager", "Impl", "Base", "Info", "Data"})
    void nameEndsInNoEmptyWord(String suffix) {
        check(noClasses().should().haveSimpleNameEndingWith(suffix));
    }

    @Test
    void nameStartsWithNoAbstract() {
        check(noClasses().should().haveSimpleNameStartingWith("Abstract"));
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = new TreeSet<>();
        Set<String> marked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            packages.add(type.getPackageName());
            if (type.getSimpleName().equals("package-info")
                    && type.isAnnotatedWith(NullMarked.class)) {
                marked.add(type.getPackageName());
            }
        }
        assertThat(marked).isEqualTo(packages);
    }

    @Test
    void templateViewsStayInsideTheirRoom() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.brama.render..")
                        .and()
                        .haveSimpleNameEndingWith("View")
                        .should()
                        .bePackagePrivate());
    }

    /// Checks a rule that may be about rooms not built yet.
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] pure() {
        return Stream.of(PURE).map(RoomBordersTest::inside).toArray(String[]::new);
    }

    private static String inside(String room) {
        return HOUSE + room + "..";
    }

    private static String roomOf(String packageName) {
        String rest = packageName.startsWith(HOUSE) ? packageName.substring(HOUSE.length()) : "";
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
