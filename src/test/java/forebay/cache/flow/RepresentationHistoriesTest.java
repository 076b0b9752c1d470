package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.exchange.CachePlan;
import forebay.http.ByteRange;
import forebay.http.ByteRanges;
import forebay.http.Fields;
import forebay.http.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A thousand histories of one resource that changes, and of clients that ask for all of it, for parts, for its head, and
 * by conditions, while the origin now and then breaks off, fails, or knows nothing of ranges or of If-Range. Whatever was
 * stored, combined, freshened or dropped on the way: each answer is of one version of the resource, the one that its entity
 * tag names, and of none that was out of date for longer than it may be used.
 */
class RepresentationHistoriesTest {
    private static final int HISTORIES = 1_000;
    private static final int STEPS = 14;
    private static final int LIFETIME_SECONDS = 10;
    private static final Pattern PART = Pattern.compile(
            "\r\n--\\S+\r\nContent-Range: bytes (\\d+)-(\\d+)/(\\d+)\r\n\r\n(.*?)(?=\r\n--)", Pattern.DOTALL);

    private final Random random = new Random(20_261_126);
    private FlowFixture node;
    private final List<String> versions = new ArrayList<>();
    /** When each version was followed by the next, in seconds of the history; the present one is not in it. */
    private final List<Long> ends = new ArrayList<>();
    /** Versions before this one were followed by an unsafe method that the gateway saw. */
    private int invalidatedBefore;

    private long now;
    private boolean ranges;
    private boolean ignoresIfRange;
    private boolean weak;
    private boolean cut;
    private int failing;

    @Test
    void everyAnswerIsOfOneVersionThatMayBeUsed() {
        for (int i = 0; i < HISTORIES; i++) {
            begin();
            List<String> told = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                step(told);
            }
            node.flow.close();
            node.store.close();
        }
    }

    private void begin() {
        node = new FlowFixture();
        node.upstream = this::answer;
        versions.clear();
        ends.clear();
        invalidatedBefore = 0;
        now = 0;
        ranges = random.nextInt(8) > 0;
        ignoresIfRange = random.nextInt(6) == 0;
        weak = random.nextInt(6) == 0;
        change();
    }

    private void change() {
        if (!versions.isEmpty()) {
            ends.add(now);
        }
        StringBuilder content = new StringBuilder();
        for (int length = random.nextInt(4) == 0 ? 60 : 180; content.length() < length; ) {
            content.append((char) ('a' + random.nextInt(26)));
        }
        versions.add(content.toString());
    }

    private String tag(int version) {
        return (weak ? "W/" : "") + "\"v" + version + '"';
    }

    /** The origin: the present version, by its rules. */
    private Scripted answer(RequestHead request) {
        int present = versions.size() - 1;
        String content = versions.get(present);
        Fields asked = request.fields();
        if (request.method().equals("POST")) {
            change();
            invalidatedBefore = versions.size() - 1;
            return Scripted.of(204, "").framed(CachePlan.Framing.NONE);
        }
        if (failing > 0) {
            return Scripted.of(failing, "trouble", "Cache-Control", "max-age=5");
        }
        String[] fields = {"ETag", tag(present), "Cache-Control", "max-age=" + LIFETIME_SECONDS};
        if (asked.combined("If-None-Match")
                .filter(tags -> tags.contains(tag(present)))
                .isPresent()) {
            return Scripted.of(304, "", fields).framed(CachePlan.Framing.NONE);
        }
        if (request.method().equals("HEAD")) {
            return scripted(200, "", fields, "Content-Length", "" + content.length())
                    .framed(CachePlan.Framing.NONE);
        }
        boolean sameRange = ignoresIfRange
                || asked.first("If-Range")
                        .filter(tag -> weak || !tag.equals(tag(present)))
                        .isEmpty();
        Optional<ByteRanges> range = ranges && sameRange ? ByteRanges.parse(asked.all("Range")) : Optional.empty();
        Optional<List<ByteRange>> within = range.map(some -> some.within(content.length()));
        if (within.isEmpty() || within.get().size() > 1) {
            return ended(scripted(200, content, fields, "Content-Length", "" + content.length()));
        }
        if (within.get().isEmpty()) {
            return scripted(416, "", fields, "Content-Range", "bytes */" + content.length());
        }
        ByteRange one = within.get().get(0);
        return ended(scripted(
                206,
                content.substring((int) one.first(), (int) one.last() + 1),
                fields,
                "Content-Range",
                "bytes " + one.first() + '-' + one.last() + '/' + content.length()));
    }

    private Scripted ended(Scripted whole) {
        return cut ? whole.cutOff() : whole;
    }

    private static Scripted scripted(int status, String content, String[] fields, String name, String value) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add(name);
        all.add(value);
        return Scripted.of(status, content, all.toArray(String[]::new));
    }

    private void step(List<String> told) {
        int seconds = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 0;
        node.pass(Duration.ofSeconds(seconds));
        now += seconds;
        if (random.nextInt(5) == 0) {
            change();
        }
        cut = random.nextInt(12) == 0;
        failing = random.nextInt(12) == 0 ? 503 : 0;
        String method = random.nextInt(10) == 0 ? "POST" : random.nextInt(6) == 0 ? "HEAD" : "GET";
        List<String> fields = new ArrayList<>();
        if (random.nextInt(2) == 0) {
            add(fields, "Range", range());
            if (random.nextInt(4) == 0) {
                add(fields, "If-Range", tag(random.nextInt(versions.size())));
            }
        }
        if (random.nextInt(6) == 0) {
            add(fields, "If-None-Match", tag(random.nextInt(versions.size())));
        }
        if (random.nextInt(8) == 0) {
            add(fields, "Cache-Control", "no-cache");
        }
        told.add(now + " s: " + method + ' ' + fields + (cut ? ", cut" : "") + (failing > 0 ? ", failing" : "")
                + ", version " + (versions.size() - 1));
        Got got = node.send(method, "/a", fields.toArray(String[]::new));
        told.add("  " + got.status() + ' ' + got.cacheStatus());
        if (!method.equals("POST")) {
            check(got, method, fields, told);
        }
    }

    private static void add(List<String> fields, String name, String value) {
        fields.add(name);
        fields.add(value);
    }

    private String range() {
        int first = random.nextInt(120);
        return switch (random.nextInt(5)) {
            case 0 -> "bytes=-" + (1 + first);
            case 1 -> "bytes=" + first + '-';
            case 2 -> "bytes=0-1," + (100 + first) + '-' + (101 + first);
            default -> "bytes=" + first + '-' + (first + random.nextInt(60));
        };
    }

    private void check(Got got, String method, List<String> fields, List<String> told) {
        if (got.status() == 503) {
            return; // the origin failed, and said for how long that may be told
        }
        if (got.status() == 416) {
            assertThat(got.fields().first("Content-Range"))
                    .as("%s", told)
                    .hasValueSatisfying(range -> assertThat(versions.subList(invalidatedBefore, versions.size()))
                            .anyMatch(content -> range.equals("bytes */" + content.length())));
            return;
        }
        Optional<String> tag = got.fields().first("ETag");
        assertThat(tag).as("%s", told).isPresent();
        int version = Integer.parseInt(tag.get().replaceAll("[^0-9]", ""));
        String content = versions.get(version);
        assertThat(version).as("not before what was invalidated: %s", told).isGreaterThanOrEqualTo(invalidatedBefore);
        long outOfDate = version < ends.size() ? now - ends.get(version) : 0;
        assertThat(outOfDate).as("for so long out of date: %s", told).isLessThanOrEqualTo(LIFETIME_SECONDS);
        switch (got.status()) {
            case 200 -> whole(got, method, content, told);
            case 206 -> part(got, content, told);
            case 304 -> assertThat(fields).as("%s", told).contains("If-None-Match", tag.get());
            default -> assertThat(got.status()).as("%s", told).isEqualTo(200);
        }
    }

    private static void whole(Got got, String method, String content, List<String> told) {
        assertThat(got.fields().first("Content-Length")).as("%s", told).contains("" + content.length());
        if (method.equals("HEAD")) {
            assertThat(got.content()).as("%s", told).isEmpty();
        } else if (got.whole()) {
            assertThat(got.content()).as("%s", told).isEqualTo(content);
        } else {
            assertThat(content).as("%s", told).startsWith(got.content());
        }
    }

    private static void part(Got got, String content, List<String> told) {
        Optional<String> range = got.fields().first("Content-Range");
        if (range.isPresent()) {
            int[] numbers = numbers(range.get());
            String expected = content.substring(numbers[0], numbers[1] + 1);
            assertThat(numbers[2]).as("%s", told).isEqualTo(content.length());
            if (got.whole()) {
                assertThat(got.content()).as("%s", told).isEqualTo(expected);
            } else {
                assertThat(expected).as("%s", told).startsWith(got.content());
            }
            return;
        }
        Matcher parts = PART.matcher(got.content());
        int found = 0;
        while (parts.find()) {
            int first = Integer.parseInt(parts.group(1));
            int last = Integer.parseInt(parts.group(2));
            assertThat(parts.group(4)).as("%s", told).isEqualTo(content.substring(first, last + 1));
            assertThat(parts.group(3)).as("%s", told).isEqualTo("" + content.length());
            found++;
        }
        assertThat(found).as("%s", told).isGreaterThan(1);
    }

    private static int[] numbers(String contentRange) {
        String[] texts = contentRange.substring("bytes ".length()).split("[-/]", -1);
        return new int[] {Integer.parseInt(texts[0]), Integer.parseInt(texts[1]), Integer.parseInt(texts[2])};
    }
}
