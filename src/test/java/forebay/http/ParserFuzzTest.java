package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a peer sends, a parser ends without an exception and in time that grows with the input's length, and what it
 * read keeps its promises. The profile {@code fuzz} gives each a million inputs; the seed makes a failure come again.
 */
class ParserFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final long SEED = 20_261_123;

    /** Long enough that a quadratic parser needs seconds, a linear one milliseconds. */
    private static final int SHORT = 1 << 14;

    private static final int LONGER_TIMES = 8;

    /** Between eight, for what is linear, and sixty-four, for what is quadratic. */
    private static final int MOST_TIMES_SLOWER = 32;

    /**
     * A parser and the pieces of its grammar.
     *
     * @param read reads the text, and asserts what must hold of anything read
     */
    record Parser(String name, List<String> pieces, Consumer<String> read) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Parser> parsers() {
        List<Parser> parsers = new ArrayList<>(List.of(
                new Parser("Cache-Control of responses", DIRECTIVES, ParserFuzzTest::responseDirectives),
                new Parser("Cache-Control of requests", DIRECTIVES, ParserFuzzTest::requestDirectives),
                new Parser("targeted fields", DIRECTIVES, ParserFuzzTest::targetedDirectives),
                new Parser("dates", DATES, ParserFuzzTest::date),
                new Parser("entity tags", TAGS, ParserFuzzTest::entityTags),
                new Parser("lists", LISTS, ParserFuzzTest::list),
                new Parser(
                        "delta-seconds", List.of("0", "1", "99", "2147483648", "-", "+", "."), ParserFuzzTest::seconds),
                new Parser("Connection", LISTS, ParserFuzzTest::connection),
                new Parser("names of caches", LISTS, ParserFuzzTest::cacheStatus),
                new Parser("targets", TARGETS, text -> target(text, EnumSet.noneOf(TargetLeniency.class))),
                new Parser("targets, all let in", TARGETS, text -> target(text, EnumSet.allOf(TargetLeniency.class)))));
        return parsers.stream();
    }

    private static final List<String> DIRECTIVES = List.of(
            "max-age",
            "s-maxage",
            "no-cache",
            "private",
            "no-store",
            "max-stale",
            "min-fresh",
            "public",
            "=",
            "=\"",
            "\"",
            "\\\"",
            "\\",
            ",",
            ", ",
            " ",
            "\t",
            "0",
            "60",
            "99999999999999999999",
            "-1",
            "1.5",
            "x-a",
            ";",
            "?1",
            "stale-if-error",
            "stale-while-revalidate",
            "must-understand",
            "immutable",
            "only-if-cached",
            "(",
            ")",
            ":YQ==:");
    private static final List<String> DATES = List.of(
            "Mon, ",
            "Monday, ",
            "Mon ",
            "23 ",
            "23-",
            " 3 ",
            "Nov ",
            "Nov-",
            "Feb ",
            "2026 ",
            "26 ",
            "9999 ",
            "12:00:00",
            "23:59:60",
            "24:00:00",
            " GMT",
            "GMT",
            " UTC",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "29 Feb 2023 ",
            "-",
            " ");
    private static final List<String> TAGS =
            List.of("\"a\"", "W/\"b\"", "W/", "w/", "\"", "\"\"", "*", ",", ", ", " ", "a", "\\", "\u00e4");
    private static final List<String> LISTS =
            List.of("a", "b", ",", ", ", "\"", "\\\"", " ", "\t", ";q=0.5", "=", "close", "Host");
    private static final List<String> TARGETS = List.of(
            "/",
            "//",
            "/a",
            "/..",
            "/.",
            "%2e",
            "%2f",
            "%5c",
            "%25",
            "%32%66",
            "%c3%a9",
            "%c0%af",
            "%ed%a0%80",
            "%f4%90%80%80",
            ";",
            ";x=1",
            "?",
            "a=1",
            "&",
            "#",
            "http://",
            "h",
            ":80",
            "@",
            "\\",
            "*",
            "%",
            "%zz",
            ".",
            "~");

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void nothingSentBreaksIt(Parser parser) {
        Fuzz fuzz = new Fuzz(new Random(SEED), parser.pieces());
        for (int i = 0; i < Fuzz.INPUTS; i++) {
            String text = fuzz.next();
            try {
                parser.read().accept(text);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("input " + i + " of " + parser + ": " + escaped(text), e);
            }
        }
    }

    /** Processor time of this thread, the least of five: other work on the machine does not count. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void timeGrowsWithTheLength(Parser parser) {
        Assumptions.assumeTrue(Fuzz.INPUTS >= 1_000_000, "profile fuzz");
        List<String> units = new ArrayList<>(parser.pieces());
        units.addAll(List.of("\"", "\\", ",", ", ", " ", "a,", "\"a\",", "=,", "a=\"b\", ", "%41", "/a"));
        for (String unit : units) {
            String text = unit.repeat(1 + SHORT / unit.length());
            long once = time(parser, text);
            long longer = time(parser, text.repeat(LONGER_TIMES));
            assertThat(longer)
                    .as("nanoseconds for %d times the length of %s (%d)", LONGER_TIMES, escaped(unit), once)
                    .isLessThan(Math.max(once, 100_000) * MOST_TIMES_SLOWER);
        }
    }

    private static long time(Parser parser, String text) {
        var threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadCpuTime();
            parser.read().accept(text);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        return least;
    }

    private static void responseDirectives(String text) {
        ResponseDirectives read = ResponseDirectives.of(Fields.of("Cache-Control", text), List.of());
        notNegative(read.maxAge());
        notNegative(read.sharedMaxAge());
    }

    private static void targetedDirectives(String text) {
        ResponseDirectives read = ResponseDirectives.of(
                Fields.of("CDN-Cache-Control", text, "Cache-Control", "max-age=1"), List.of("cdn-cache-control"));
        notNegative(read.maxAge());
        notNegative(read.sharedMaxAge());
    }

    private static void requestDirectives(String text) {
        RequestDirectives read = RequestDirectives.of(Fields.of("Cache-Control", text, "Pragma", text));
        notNegative(read.maxAge());
        notNegative(read.minFresh());
        notNegative(read.maxStale());
        RequestDirectives.of(Fields.of("Pragma", text));
    }

    private static void notNegative(Optional<Duration> seconds) {
        seconds.ifPresent(value -> assertThat(value).isBetween(Duration.ZERO, DeltaSeconds.MAX));
    }

    /** A date that was read is the same when it is written and read again. */
    private static void date(String text) {
        HttpDate.parse(text, NOW)
                .ifPresent(date ->
                        assertThat(HttpDate.parse(HttpDate.format(date), NOW)).contains(date));
    }

    /** A tag that was read is written as it came. */
    private static void entityTags(String text) {
        EntityTag.parse(text).ifPresent(tag -> assertThat(tag.toString()).isEqualTo(text));
        EntityTags.parse(List.of(text))
                .ifPresent(
                        tags -> assertThat(tags.any() || !tags.tags().isEmpty()).isTrue());
        EntityTags.parse(List.of(text, text));
    }

    private static void list(String text) {
        for (String member : FieldList.members(text)) {
            assertThat(member).isNotEmpty();
            assertThat(" \t").doesNotContain(member.substring(0, 1));
        }
    }

    private static void seconds(String text) {
        notNegative(DeltaSeconds.parse(text));
    }

    private static void connection(String text) {
        assertThat(HopByHop.strip(Fields.of("Connection", text, "Host", "a")).contains("Host"))
                .isTrue();
    }

    /** What it writes has only printable characters, whatever the names and keys are. */
    private static void cacheStatus(String text) {
        CacheStatus status = new CacheStatus(
                true,
                Optional.empty(),
                java.util.OptionalInt.empty(),
                false,
                Optional.of(false),
                java.util.OptionalLong.of(text.length()),
                Optional.of(text),
                Optional.of(text));
        assertThatCode(() -> status.render(text, true)).doesNotThrowAnyException();
        assertThat(status.render(text, true).chars().allMatch(c -> c >= 0x20 && c < 0x7f))
                .isTrue();
    }

    private static void target(String text, Set<TargetLeniency> leniencies) {
        if (CanonicalTarget.parse(text, leniencies) instanceof CanonicalTarget.Accepted accepted) {
            assertThat(accepted.target().accessForms()).isNotEmpty();
            assertThat(accepted.target().encodedPath()).startsWith("/");
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(
                        c -> escaped.append(c >= 0x20 && c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return escaped.toString();
    }
}
