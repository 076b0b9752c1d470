package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notReused;
import static forebay.conformance.Patterns.notStored;
import static forebay.conformance.Patterns.reused;
import static forebay.conformance.Patterns.validated;
import static forebay.conformance.Row.row;

import java.util.List;
import java.util.stream.Stream;

/** RFC 9111 §5.2.2: directives of responses, and how they are read; §5.4: Pragma. */
final class CacheControlRows {
    private CacheControlRows() {}

    static List<Row> rows() {
        return Stream.of(syntax(), broken(), directives(), fieldNames())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> syntax() {
        return List.of(
                reused("5.2", "names in any case", cc("MaX-aGe=3600")),
                reused("5.2", "a quoted argument", cc("max-age=\"3600\"")),
                reused("5.2", "leading zeros", cc("max-age=003600")),
                reused("5.2.3", "unknown directives are ignored", cc("foo, max-age=3600, bar=baz")),
                reused("5.2.3", "unknown ones may hold known words", cc("foo=\"no-store, max-age=0\", max-age=3600")),
                reused("5.2.3", "unknown ones may hold an escaped quote", cc("foo=\"\\\"no-store\", max-age=3600")),
                reused("5.2.3", "a name that begins like a known one", cc("max-age-x=0, no-storey, max-age=3600")),
                reused("5.2.3", "a name that ends like a known one", cc("x-max-age=0, x-no-store, max-age=3600")),
                reused("9110 5.6.1", "empty members", cc(", ,max-age=3600,,")),
                reused("9110 5.6.1", "no white space", cc("public,max-age=3600")),
                reused("9110 5.6.1", "much white space", cc("  public \t,\t  max-age=3600\t")),
                reused("9110 5.3", "several lines", ok("Cache-Control: public", "Cache-Control: max-age=3600")),
                reused("9110 5.3", "an empty line before", ok("Cache-Control: ", "Cache-Control: max-age=3600")),
                notStored(
                        "9110 5.3",
                        "no-store in the second line",
                        ok("Cache-Control: max-age=99", "Cache-Control: no-store")),
                notStored("5.2", "NO-STORE in capitals", cc("NO-STORE, max-age=3600")),
                notStored("5.2", "no-store with an argument", cc("no-store=x, max-age=3600")),
                notStored("5.2", "no-store between others", cc("max-age=3600,no-store,public")),
                reused("5.2.2.10", "S-MaxAge in any case", cc("max-age=0, S-MaxAge=3600")),
                reused("5.2.2.10", "a quoted s-maxage", cc("max-age=0, s-maxage=\"3600\"")));
    }

    private static List<Row> broken() {
        return List.of(
                notReused("4.2.1", "a negative max-age is stale", cc("max-age=-1")),
                notReused("4.2.1", "a fraction is stale", cc("max-age=3600.5")),
                notReused("4.2.1", "a fraction of zero is stale", cc("max-age=3600.0")),
                notReused("4.2.1", "a decimal below one is stale", cc("max-age=0.9")),
                notReused("4.2.1", "letters are stale", cc("max-age=abc")),
                notReused("4.2.1", "digits with letters behind are stale", cc("max-age=3600a")),
                notReused("4.2.1", "digits with letters before are stale", cc("max-age=a3600")),
                notReused("4.2.1", "single quotes are stale", cc("max-age='3600'")),
                notReused("4.2.1", "no argument is stale", cc("max-age")),
                notReused("4.2.1", "an empty argument is stale", cc("max-age=")),
                notReused("4.2.1", "an empty quoted argument is stale", cc("max-age=\"\"")),
                notReused("4.2.1", "a sign is stale", cc("max-age=+3600")),
                notReused("4.2.1", "hexadecimal is stale", cc("max-age=0x99")),
                notReused("4.2.1", "of two, the first is zero", cc("max-age=0, max-age=3600")),
                notReused("4.2.1", "of two, the second is shorter", cc("max-age=3600, max-age=60")),
                reused("4.2.1", "of two, the second is longer", cc("max-age=60, max-age=3600")),
                reused(
                        "4.2.1",
                        "two on two lines, alike",
                        ok("Cache-Control: max-age=60", "Cache-Control: max-age=60")),
                notReused(
                        "4.2.1",
                        "of two lines, the first is zero",
                        ok("Cache-Control: max-age=0", "Cache-Control: max-age=9")),
                notReused("4.2.1", "a broken s-maxage is stale", cc("s-maxage=abc")),
                notReused("4.2.1", "a negative s-maxage is stale", cc("s-maxage=-1, max-age=0")));
    }

    private static List<Row> directives() {
        return List.of(
                notStored("5.2.2.5", "no-store", cc("no-store")),
                notStored(
                        "5.2.2.5",
                        "no-store with a lifetime and a validator",
                        ok("Cache-Control: no-store, max-age=99", "ETag: \"a\"")),
                notStored("5.2.2.7", "private", cc("private, max-age=3600")),
                notStored("5.2.2.7", "private wins over public", cc("public, private, max-age=3600")),
                notStored("5.2.2.7", "private wins over s-maxage", cc("private, s-maxage=3600")),
                validated(
                        "5.2.2.4",
                        "no-cache: each reuse is validated",
                        ok("Cache-Control: no-cache, max-age=99", "ETag: \"a\""),
                        "If-None-Match: \"a\""),
                notReused("5.2.2.4", "no-cache without a validator", cc("no-cache, max-age=3600")),
                notReused("5.2.2.4", "no-cache with Expires", ok("Cache-Control: no-cache", "Expires: {+3600}")),
                reused("5.2.2.2", "must-revalidate while fresh", cc("must-revalidate, max-age=3600")),
                reused("5.2.2.8", "proxy-revalidate while fresh", cc("proxy-revalidate, max-age=3600")),
                reused("5.2.2.9", "public", cc("public, max-age=3600")),
                reused("5.2.2.6", "no-transform changes nothing here", cc("no-transform, max-age=3600")),
                reused("8246 2", "immutable while fresh", cc("immutable, max-age=3600")),
                notReused("8246 2", "immutable gives no lifetime", cc("immutable")),
                notReused(
                        "8246 2",
                        "immutable does not outlive max-age",
                        ok("Cache-Control: immutable, max-age=9", "Age: 10")),
                reused(
                        "5.2.2.3",
                        "must-understand with a status that is understood",
                        cc("must-understand, max-age=3600")),
                reused(
                        "5.2.2.3",
                        "must-understand makes no-store void where understood",
                        cc("must-understand, no-store, max-age=3600")),
                notStored(
                        "5.2.2.3",
                        "must-understand with an unknown status",
                        Answer.of(299, "Cache-Control: must-understand, max-age=99")),
                notStored(
                        "5.2.2.3",
                        "must-understand and no-store, unknown status",
                        Answer.of(599, "Cache-Control: must-understand, no-store, max-age=99")),
                reused(
                        "5.4",
                        "Pragma of a response says nothing",
                        ok("Cache-Control: max-age=3600", "Pragma: no-cache")),
                reused(
                        "5.4",
                        "Pragma of a response beside Expires says nothing",
                        ok("Expires: {+3600}", "Pragma: no-cache")),
                row("5.2.2.6", "no-transform: content passes as it is", play -> {
                    play.origin(ok("Cache-Control: no-transform, max-age=3600", "Content-Type: text/plain")
                            .content("a".repeat(5_000)));
                    play.get("Accept-Encoding: gzip, br, zstd")
                            .lacks("Content-Encoding")
                            .content("a".repeat(5_000));
                    play.get("Accept-Encoding: gzip, br, zstd")
                            .hit()
                            .lacks("Content-Encoding")
                            .content("a".repeat(5_000));
                }));
    }

    private static List<Row> fieldNames() {
        return List.of(
                unseen("5.2.2.7", "private with a field name keeps that field from others", "private=\"x-own\""),
                unseen("5.2.2.7", "private with several names", "private=\"x-other, X-Own\""),
                unseen("5.2.2.4", "no-cache with a field name: that field needs validation", "no-cache=\"x-own\""),
                unseen("5.2.2.4", "no-cache with several names", "no-cache=\"x-other,X-OWN\""));
    }

    /** Whether or not the rest is reused, the field of the first answer is not shown to the second client. */
    private static Row unseen(String section, String title, String directive) {
        return row(section, title, play -> {
            play.origin(
                    ok("Cache-Control: max-age=3600, " + directive, "X-Own: first", "X-Kept: all"),
                    ok("Cache-Control: max-age=3600", "X-Own: second", "X-Kept: all"));
            play.get().forwarded().has("X-Own", "first").has("X-Kept", "all");
            Reply second = play.get();
            if (second.forwards() == 0) {
                second.hit().lacks("X-Own").has("X-Kept", "all");
            } else {
                second.has("X-Own", "second");
            }
        });
    }

    private static Answer cc(String value) {
        return ok("Cache-Control: " + value);
    }
}
