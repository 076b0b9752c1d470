package forebay;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may know whom: the package table of the architecture, as a test. A package that is not in the table fails it, so
 * that a new one is a decision and not an accident.
 */
@AnalyzeClasses(packages = "forebay", importOptions = ArchitectureTest.WithoutTests.class)
final class ArchitectureTest {
    private static final String ROOT = "forebay";

    /** The gateway's own classes, whatever folder below target its tests are compiled to. */
    static final class WithoutTests implements ImportOption {
        private static final Pattern TESTS = Pattern.compile(".*/target/(.*/)?test(-classes)?/.*");

        @Override
        public boolean includes(Location location) {
            return !location.matches(TESTS);
        }
    }

    private static final String AIRCOMPRESSOR = "io.airlift.compress";
    private static final String CAFFEINE = "com.github.benmanes.caffeine";
    private static final String HAZELCAST = "com.hazelcast";
    private static final String JACKSON = "tools.jackson";
    private static final String JETTY = "org.eclipse.jetty";
    private static final String JETTY_UTIL = "org.eclipse.jetty.util";
    private static final String MICROMETER = "io.micrometer";
    private static final String NIMBUS = "com.nimbusds";
    private static final String PROMETHEUS = "io.prometheus";
    private static final String RE2J = "com.google.re2j";
    private static final String SERVLET = "jakarta.servlet";
    private static final String SHIRO = "org.apache.shiro";
    private static final String SNAKEYAML = "org.snakeyaml";
    private static final String SLF4J = "org.slf4j";
    private static final String STRUCTURED_FIELDS = "org.greenbytes.http.sfv";

    /** What a package uses; {@code forebay} itself (the composition root) uses everything and has no row. */
    private static final Map<String, Row> TABLE = Map.ofEntries(
            entry("http", pure().with(STRUCTURED_FIELDS)),
            entry("route", pure("http", "cache").with(RE2J)),
            entry("exchange", pure("http", "route")),
            entry("cache", pure("http")),
            entry("cache.flow", outer("cache", "http", "route", "exchange").with(CAFFEINE, AIRCOMPRESSOR)),
            entry("balance", pure()),
            entry("discovery", outer("balance")),
            entry("edge", outer("http", "route", "exchange").with(SERVLET)),
            entry("guard", outer("http", "route", "exchange", "edge", "balance").with(SERVLET, JETTY_UTIL)),
            entry(
                    "access",
                    outer("http", "route", "exchange", "edge", "cluster").with(SHIRO, NIMBUS, CAFFEINE, SERVLET)),
            entry("cache.hazelcast", outer("cache", "http", "cluster").with(HAZELCAST)),
            entry(
                    "cache.servlet",
                    outer("cache", "cache.flow", "http", "route", "exchange", "edge")
                            .with(SERVLET)),
            entry(
                    "proxy",
                    outer("http", "route", "exchange", "edge", "balance", "cache", "pem")
                            .with(JETTY, SERVLET)),
            entry("cluster", outer().with(HAZELCAST, CAFFEINE)),
            entry("pem", pure()),
            entry(
                    "observe",
                    outer("http", "route", "exchange", "edge", "cache", "balance")
                            .with(MICROMETER, PROMETHEUS, SERVLET)),
            entry(
                    "admin",
                    outer("http", "route", "exchange", "edge", "cache", "balance", "cluster", "access", "observe")
                            .with(JACKSON, SERVLET)),
            entry(
                    "config",
                    outer("http", "route", "exchange", "edge", "cache", "cache.flow", "cache.hazelcast")
                            .and(
                                    "cache.servlet",
                                    "balance",
                                    "guard",
                                    "access",
                                    "pem",
                                    "proxy",
                                    "cluster",
                                    "observe",
                                    "admin")
                            .with(JACKSON, SNAKEYAML)),
            entry(
                    "command",
                    outer("config", "http", "route", "balance", "cache", "cache.flow", "access", "guard", "cluster")),
            entry("boot", new Row(true, Set.of(), Set.of("java", "javax"))),
            entry("embedded", outer("http", "pem").with(JETTY, SERVLET)),
            entry("demo", outer("http", "embedded").with(JETTY, SERVLET)));

    /** The packages that java.base exports: what pure code may use of the JDK. */
    private static final Set<String> JAVA_BASE = exportsOf("java.base");

    @ArchTest
    static final ArchRule packagesKnowOnlyWhatTheirRowLists = classes()
            .that(describe("are outside the composition root", type -> !inRoot(type)))
            .should(new ArchCondition<JavaClass>("use only what the row of their package lists") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Row row = TABLE.get(rowName(type));
                    if (row == null) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getName() + ": its package has no row in the table"));
                        return;
                    }
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(dependency -> !row.allows(type, dependency.getTargetClass()))
                            .forEach(dependency ->
                                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
                }
            })
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*[.$](\\w*(Util|Utils|Helper|Manager|Impl)|(Base|Abstract)([A-Z]\\w*)?)")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule timeAndChanceComeIn = noClasses()
            .that(describe(
                    "are neither the composition root nor part of the launcher",
                    type -> !inRoot(type) && !Set.of("boot", "embedded", "demo").contains(rowName(type))))
            .should()
            .accessTargetWhere(readsTimeOrChance())
            .because("they get an InstantSource and a RandomGenerator from the composition root")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule secretsAreComparedInConstantTime = classes()
            .that()
            .haveNameMatching("forebay\\.(access\\.ApiKeyRealm\\$Key|cluster\\.Seal)")
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
            .because("the time that a comparison takes must not tell how much of a guess was right");

    private static DescribedPredicate<JavaAccess<?>> readsTimeOrChance() {
        return describe("reads a clock or makes chance of its own", access -> {
            JavaClass owner = access.getTargetOwner();
            String name = access.getTarget().getName();
            return (owner.isEquivalentTo(Instant.class) && name.equals("now"))
                    || (owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis"))
                    || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                    || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"))
                    || (owner.isEquivalentTo(Math.class) && name.equals("random"))
                    || (owner.isEquivalentTo(ThreadLocalRandom.class) && name.equals("current"))
                    || (owner.isEquivalentTo(Random.class) && name.equals("<init>"));
        });
    }

    private static Row pure(String... packages) {
        return new Row(true, Set.of(packages), Set.of());
    }

    private static Row outer(String... packages) {
        return new Row(false, Set.of(packages), Set.of("java", "javax", SLF4J, RE2J, STRUCTURED_FIELDS));
    }

    private static boolean inRoot(JavaClass type) {
        return type.getPackageName().equals(ROOT);
    }

    private static String rowName(JavaClass type) {
        return inRoot(type) ? "" : type.getPackageName().substring(ROOT.length() + 1);
    }

    private static Set<String> exportsOf(String module) {
        Module found = ModuleLayer.boot().findModule(module).orElseThrow();
        return found.getPackages().stream().filter(found::isExported).collect(toUnmodifiableSet());
    }

    /**
     * One row: own packages by name below {@code forebay}, the rest by prefix. Pure rows see of the JDK only java.base;
     * SLF4J, patterns and structured fields are for the others.
     */
    private record Row(boolean pure, Set<String> packages, Set<String> prefixes) {
        Row and(String... more) {
            return new Row(pure, union(packages, more), prefixes);
        }

        Row with(String... more) {
            return new Row(pure, packages, union(prefixes, more));
        }

        boolean allows(JavaClass user, JavaClass target) {
            JavaClass used = target.getBaseComponentType();
            String name = used.getPackageName();
            if (used.isPrimitive() || name.equals(user.getPackageName()) || name.equals("org.jspecify.annotations")) {
                return true;
            }
            if (name.equals(ROOT) || name.startsWith(ROOT + ".")) {
                return !inRoot(used) && packages.contains(rowName(used));
            }
            return JAVA_BASE.contains(name)
                    || prefixes.stream().anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "."));
        }

        private static Set<String> union(Set<String> some, String... more) {
            return Stream.concat(some.stream(), Arrays.stream(more)).collect(toUnmodifiableSet());
        }
    }
}
