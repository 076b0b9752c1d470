package forebay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import forebay.support.FuzzedParser;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a message's head is parsed here; the profile {@code fuzz} gives each parser a million inputs. */
class ParserFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static Stream<FuzzedParser> parsers() {
        return Stream.of(
                new FuzzedParser("Cache-Control of responses", DIRECTIVES, ParserFuzzTest::responseDirectives),
                new FuzzedParser("Cache-Control of requests", DIRECTIVES, ParserFuzzTest::requestDirectives),
                new FuzzedParser("targeted fields", DIRECTIVES, ParserFuzzTest::targetedDirectives),
                new FuzzedParser("dates", DATES, ParserFuzzTest::date),
                new FuzzedParser("entity tags", TAGS, ParserFuzzTest::entityTags),
                new FuzzedParser("lists", LISTS, ParserFuzzTest::list),
                new FuzzedParser("delta-seconds", NUMBERS, ParserFuzzTest::seconds),
                new FuzzedParser("Max-Forwards", NUMBERS, ParserFuzzTest::maxForwards),
                new FuzzedParser("Range", RANGES, ParserFuzzTest::ranges),
                new FuzzedParser("Content-Range", RANGES, ParserFuzzTest::contentRange),
                new FuzzedParser("Connection", LISTS, ParserFuzzTest::connection),
                new FuzzedParser("Cookie", COOKIES, ParserFuzzTest::cookies),
                new FuzzedParser("parameters of a query", QUERIES, ParserFuzzTest::query),
                new FuzzedParser("No-Vary-Search", VARIANCES, ParserFuzzTest::searchVariance),
                new FuzzedParser("Cache-Groups", GROUPS, ParserFuzzTest::groups),
                new FuzzedParser("names of caches", LISTS, ParserFuzzTest::cacheStatus),
                new FuzzedParser("targets", TARGETS, text -> target(text, EnumSet.noneOf(TargetLeniency.class))),
                new FuzzedParser(
                        "targets, all let in", TARGETS, text -> target(text, EnumSet.allOf(TargetLeniency.class))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void nothing_sent_breaks_it(FuzzedParser parser) {
        parser.readsInputs();
    }

    @Tag("fuzz")
    @ParameterizedTest(name = "{0}")
    @MethodSource("parsers")
    void time_grows_with_the_length(FuzzedParser parser) {
        parser.readsInLinearTime();
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

    private static final List<String> NUMBERS =
            List.of("0", "1", "99", "2147483648", "9999999999999999999", "-", "+", ".");
    private static final List<String> RANGES = List.of(
            "bytes", "=", "bytes=", "bytes ", "0", "9", "99", "9999999999999999999", "-", ",", ", ", "/", "*", " ");
    private static final List<String> COOKIES =
            List.of("a", "a=", "b=1", "=", ";", "; ", " ", "\t", "\"", ",", "a=1; ", "A=2");
    private static final List<String> QUERIES =
            List.of("a", "a=", "b=1", "=", "&", "+", "%61", "%", "%zz", "%c3%a9", "%ff", "a=1&", ";", "[1]");
    private static final List<String> VARIANCES = List.of(
            "params",
            "except",
            "key-order",
            "=",
            "=(",
            "(",
            ")",
            "\"a\"",
            "\"%61\"",
            "\"",
            "?1",
            "?0",
            ", ",
            ",",
            " ",
            ";x",
            "params=(\"a\")");
    private static final List<String> GROUPS =
            List.of("\"a\"", "\"b c\"", "\"", "\\\"", ", ", ",", " ", ";p=1", "a", "(", ")", "1");

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

    private static void maxForwards(String text) {
        MaxForwards.of(new RequestHead("OPTIONS", "http", "a", "/", Fields.of(MaxForwards.FIELD, text)))
                .ifPresent(hops -> assertThat(hops).isNotNegative());
    }

    /** What there is of it lies within. */
    private static void ranges(String text) {
        ByteRanges.parse(List.of(text))
                .ifPresent(
                        ranges -> assertThat(ranges.within(100)).allMatch(range -> new ByteRange(0, 99).covers(range)));
    }

    /** One that was read is the same when it is written and read again. */
    private static void contentRange(String text) {
        ContentRange.parse(List.of(text))
                .ifPresent(range -> assertThat(ContentRange.parse(List.of(range.toString())))
                        .contains(range));
    }

    /** What is taken out is not there any more, and the rest stays. */
    private static void cookies(String text) {
        Fields request = Fields.of("Cookie", text);
        Fields without = Cookies.without(request, Set.of("a"));
        assertThat(Cookies.value(without, "a")).isEmpty();
        assertThat(Cookies.value(without, "b")).isEqualTo(Cookies.value(request, "b"));
    }

    /** A parameter that is there as it stands is found where names are decoded, too. */
    private static void query(String text) {
        QueryParameters.first(text, "b")
                .ifPresent(value ->
                        assertThat(FormParameters.any(text, "b", any -> true)).isTrue());
        assertThat(FormParameters.any(text, "a", value -> value.length() >= text.length()))
                .isFalse();
    }

    /** Empty parameters are none, whatever counts; and by default all does, in its order. */
    private static void searchVariance(String text) {
        SearchVariance variance = SearchVariance.of(Fields.of("No-Vary-Search", text));
        assertThat(variance.canonical(Optional.of("&a=1&&b=2&"))).isEqualTo(variance.canonical(Optional.of("a=1&b=2")));
        assertThat(variance.canonical(Optional.of(text))).isEqualTo(variance.canonical(Optional.of('&' + text)));
        boolean ordered =
                !variance.canonical(Optional.of("a=1&b=2")).equals(variance.canonical(Optional.of("b=2&a=1")));
        assertThat(ordered || !variance.isDefault()).isTrue();
    }

    private static void groups(String text) {
        assertThat(CacheGroups.of(Fields.of("Cache-Groups", text)))
                .isEqualTo(CacheGroups.invalidated(Fields.of("Cache-Group-Invalidation", text)));
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
}
