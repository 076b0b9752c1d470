package forebay.conformance;

import static forebay.conformance.Answer.NO_DATE;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notReused;
import static forebay.conformance.Patterns.reused;
import static forebay.conformance.Row.row;

import java.util.List;

/** RFC 9111 §4.2 and §5.3: lifetimes and ages. */
final class FreshnessRows {
    private FreshnessRows() {}

    static List<Row> rows() {
        return java.util.stream.Stream.of(lifetimes(), expires(), ages(), heuristic())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> lifetimes() {
        return List.of(
                reused("4.2.1", "max-age states a lifetime", ok("Cache-Control: max-age=3600")),
                reused("4.2.1", "Expires states a lifetime", ok("Expires: {+3600}")),
                reused("4.2.1", "s-maxage goes before max-age", ok("Cache-Control: max-age=0, s-maxage=3600")),
                notReused("4.2.1", "a short s-maxage goes before max-age", ok("Cache-Control: s-maxage=0, max-age=9")),
                reused(
                        "5.2.2.1",
                        "max-age goes before a past Expires",
                        ok("Cache-Control: max-age=99", "Expires: {-9}")),
                reused(
                        "5.2.2.1",
                        "max-age goes before a broken Expires",
                        ok("Cache-Control: max-age=99", "Expires: 0")),
                notReused(
                        "5.2.2.1",
                        "max-age=0 goes before a later Expires",
                        ok("Cache-Control: max-age=0", "Expires: {+99}")),
                reused(
                        "5.2.2.10",
                        "s-maxage goes before a past Expires",
                        ok("Cache-Control: s-maxage=99", "Expires: {-9}")),
                notReused(
                        "5.2.2.10",
                        "s-maxage=0 goes before a later Expires",
                        ok("Cache-Control: s-maxage=0", "Expires: {+99}")),
                notReused("4.2.1", "max-age=0 is stale at once", ok("Cache-Control: max-age=0")),
                reused("1.2.2", "a lifetime of 2^31 seconds", ok("Cache-Control: max-age=2147483648")),
                reused("1.2.2", "a lifetime that overflows is long", ok("Cache-Control: max-age=99999999999999999999")),
                reused(
                        "1.2.2",
                        "an s-maxage that overflows is long",
                        ok("Cache-Control: s-maxage=99999999999999999999, max-age=0")),
                notReused("4.2", "what outlives its lifetime is stale", ok("Cache-Control: max-age=60", "Age: 61")),
                row("4.2", "a response becomes stale as time goes by", play -> {
                    play.origin(ok("Cache-Control: max-age=1"));
                    play.get().forwarded();
                    Waiting.until(() -> play.get().forwards() == 1);
                }));
    }

    private static List<Row> expires() {
        return List.of(
                reused("5.3", "Expires as rfc850-date", ok("Expires: {850:+3600}")),
                reused("5.3", "Expires as asctime-date", ok("Expires: {asc:+3600}")),
                notReused("5.3", "Expires in the past", ok("Expires: {-60}")),
                notReused("5.3", "Expires that equals Date", ok("Date: {+0}", "Expires: {+0}")),
                notReused("5.3", "0 is in the past", ok("Expires: 0")),
                notReused("5.3", "-1 is in the past", ok("Expires: -1")),
                notReused("5.3", "what is no date is in the past", ok("Expires: soon")),
                notReused("5.3", "an empty Expires is in the past", ok("Expires: ")),
                notReused("5.3", "a zone that is not GMT", ok("Expires: Fri, 01 Jan 2100 00:00:00 UTC")),
                notReused("5.3", "a numeric zone", ok("Expires: Fri, 01 Jan 2100 00:00:00 +0000")),
                reused("4.2", "a zone in lower case", ok("Expires: Fri, 01 Jan 2100 00:00:00 gmt")),
                notReused("5.3", "no zone", ok("Expires: Fri, 01 Jan 2100 00:00:00")),
                notReused("5.3", "a day of one digit", ok("Expires: Fri, 1 Jan 2100 00:00:00 GMT")),
                notReused("5.3", "an hour of one digit", ok("Expires: Fri, 01 Jan 2100 0:00:00 GMT")),
                notReused("5.3", "a year of two digits in IMF form", ok("Expires: Fri, 01 Jan 50 00:00:00 GMT")),
                reused("4.2", "a month in lower case", ok("Expires: Fri, 01 jan 2100 00:00:00 GMT")),
                notReused("5.3", "a month that is none", ok("Expires: Fri, 01 Foo 2100 00:00:00 GMT")),
                notReused("5.3", "dashes in IMF form", ok("Expires: Fri, 01-Jan-2100 00:00:00 GMT")),
                notReused("5.3", "two spaces", ok("Expires: Fri, 01  Jan 2100 00:00:00 GMT")),
                notReused("5.3", "no comma", ok("Expires: Fri 01 Jan 2100 00:00:00 GMT")),
                notReused("5.3", "an hour of 24", ok("Expires: Fri, 01 Jan 2100 24:00:00 GMT")),
                notReused("5.3", "dots in the time", ok("Expires: Fri, 01 Jan 2100 00.00.00 GMT")),
                notReused("5.3", "text after the date", ok("Expires: Fri, 01 Jan 2100 00:00:00 GMT; a=b")),
                reused("5.3", "a date in the far future", ok("Expires: Fri, 01 Jan 2100 00:00:00 GMT")),
                notReused(
                        "4.2.1",
                        "of two Expires the first that is past, or none",
                        ok("Expires: {-60}", "Expires: {+60}")),
                notReused(
                        "5.3",
                        "a lifetime counts from Date: Expires before a Date ahead",
                        ok("Date: {+99}", "Expires: {+60}")),
                reused("5.3", "Date is absent: from the time of receipt", ok(NO_DATE, "Expires: {+60}")),
                reused("5.3", "Date is broken: from the time of receipt", ok("Date: today", "Expires: {+60}")),
                notReused(
                        "4.2.3", "Date is behind: its distance is age", ok("Date: {-99}", "Cache-Control: max-age=60")),
                reused("4.2.3", "Date is ahead: apparent age is zero", ok("Date: {+99}", "Cache-Control: max-age=60")));
    }

    private static List<Row> ages() {
        return List.of(
                age("a cached response has an Age, of the cache's own", 0, 30, "Cache-Control: max-age=3600"),
                age("Age from upstream is added", 100, 130, "Cache-Control: max-age=3600", "Age: 100"),
                age("a Date behind is age", 100, 130, "Cache-Control: max-age=3600", "Date: {-100}"),
                age("the larger of the two", 200, 230, "Cache-Control: max-age=3600", "Date: {-100}", "Age: 200"),
                age(
                        "the larger of the two, the other way",
                        200,
                        230,
                        "Cache-Control: max-age=3600",
                        "Date: {-200}",
                        "Age: 9"),
                age("of several members the first", 100, 130, "Cache-Control: max-age=3600", "Age: 100, 200"),
                age("of several lines the first", 100, 130, "Cache-Control: max-age=3600", "Age: 100", "Age: 200"),
                age("leading zeros", 100, 130, "Cache-Control: max-age=3600", "Age: 0100"),
                age("a negative Age is ignored", 0, 30, "Cache-Control: max-age=3600", "Age: -7200"),
                age("a fraction is ignored", 0, 30, "Cache-Control: max-age=3600", "Age: 7200.0"),
                age("words are ignored", 0, 30, "Cache-Control: max-age=3600", "Age: old"),
                age("digits with something before are ignored", 0, 30, "Cache-Control: max-age=3600", "Age: a7200"),
                age("digits with something behind are ignored", 0, 30, "Cache-Control: max-age=3600", "Age: 7200a"),
                age("a parameter makes it invalid", 0, 30, "Cache-Control: max-age=3600", "Age: 7200;a=b"),
                age("quotes make it invalid", 0, 30, "Cache-Control: max-age=3600", "Age: \"7200\""),
                age("an empty one is ignored", 0, 30, "Cache-Control: max-age=3600", "Age: "),
                notReused(
                        "5.1",
                        "of two members the first is too old",
                        ok("Cache-Control: max-age=3600", "Age: 7200, 0")),
                notReused(
                        "5.1",
                        "of two lines the first is too old",
                        ok("Cache-Control: max-age=3600", "Age: 7200", "Age: 0")),
                notReused(
                        "1.2.2", "an Age that overflows is old", ok("Cache-Control: max-age=3600", "Age: 99999999999")),
                notReused("4.2.3", "Age counts against Expires", ok("Expires: {+60}", "Age: 100")),
                row("4.2.3", "Age from upstream is relayed with a miss", play -> {
                    play.origin(ok("Cache-Control: max-age=3600", "Age: 100"));
                    play.get().forwarded().age(100, 130);
                }),
                row("4.2.3", "the delay of the response is age", play -> {
                    play.origin(Answer.doing(conversation -> {
                        Waiting.millis(1_100);
                        Answer.ok("Cache-Control: max-age=3600", "Age: 10")
                                .send(conversation, 1, Answer.Framing.LENGTH);
                    }));
                    play.get().forwarded();
                    play.get().hit().age(11, 60);
                }),
                row("4.2.3", "Age grows while stored", play -> {
                    play.origin(ok("Cache-Control: max-age=3600"));
                    play.get().forwarded();
                    Waiting.until(
                            () -> Long.parseLong(play.get().hit().all("Age").get(0)) >= 1);
                }));
    }

    private static Row age(String title, long least, long most, String... lines) {
        return row("4.2.3", title, play -> {
            play.origin(ok(lines));
            play.get().forwarded();
            play.get().hit().age(least, most);
        });
    }

    private static List<Row> heuristic() {
        return List.of(
                reused("4.2.2", "ten days old: a lifetime of its own", ok("Last-Modified: {-864000}")),
                notReused("4.2.2", "a lifetime of a tenth at most", ok("Last-Modified: {-864000}", "Age: 90000")),
                notReused("4.2.2", "made just now: no lifetime", ok("Last-Modified: {+0}")),
                notReused("4.2.2", "modified in the future: no lifetime", ok("Last-Modified: {+3600}")),
                notReused("4.2.2", "no Last-Modified: none", ok()),
                notReused("4.2.2", "an entity tag alone: none", ok("ETag: \"a\"")),
                notReused("4.2.2", "a broken Last-Modified: none", ok("Last-Modified: long ago")),
                notReused(
                        "4.2.2",
                        "not where Expires is there, though broken",
                        ok("Last-Modified: {-864000}", "Expires: 0")),
                notReused(
                        "4.2.2",
                        "not where a lifetime is stated",
                        ok("Last-Modified: {-864000}", "Cache-Control: max-age=0")),
                notReused("4.2.2", "not with no-cache", ok("Last-Modified: {-864000}", "Cache-Control: no-cache")),
                reused(
                        "4.2.2",
                        "with must-revalidate while fresh",
                        ok("Last-Modified: {-864000}", "Cache-Control: must-revalidate")),
                reused("3.5", "with public", ok("Last-Modified: {-864000}", "Cache-Control: public")));
    }
}
