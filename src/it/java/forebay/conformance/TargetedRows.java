package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notStored;
import static forebay.conformance.Patterns.reused;
import static forebay.conformance.Row.row;

import java.util.List;

/** RFC 9213: targeted cache control. */
final class TargetedRows {
    private static final String CDN = "CDN-Cache-Control: ";
    private static final String NONE = "Cache-Control: no-store";
    private static final String LONG = "Cache-Control: max-age=3600";

    private TargetedRows() {}

    static List<Row> rows() {
        return List.of(
                reused("9213 2.2", "CDN-Cache-Control alone", ok(CDN + "max-age=3600")),
                reused("9213 2.2", "before no-store of Cache-Control", ok(CDN + "max-age=3600", NONE)),
                reused("9213 2.2", "before a past Expires", ok(CDN + "max-age=3600", "Expires: {-60}")),
                reused("9213 2.2", "before private", ok(CDN + "max-age=3600", "Cache-Control: private")),
                notStored("9213 2.2", "its no-store before a lifetime", ok(CDN + "no-store", LONG)),
                notStored("9213 2.2", "its private before public", ok(CDN + "private", LONG + ", public")),
                stale("its max-age=0 before a lifetime", CDN + "max-age=0", LONG),
                stale("its no-cache before a lifetime", CDN + "no-cache", LONG),
                stale("a past Expires beside it does not help", CDN + "foo", "Expires: {+3600}"),
                reused("9213 2.1", "several lines are one dictionary", ok(CDN + "foo", CDN + "max-age=3600", NONE)),
                reused("9213 2.1", "unknown members", ok(CDN + "foo=bar, max-age=3600, baz;q=1", NONE)),
                reused("9213 2.1", "parameters are ignored", ok(CDN + "max-age=3600;foo=bar", NONE)),
                reused("8941 3.2", "of equal keys the last counts", ok(CDN + "max-age=0, max-age=3600", NONE)),
                reused("9213 2.1", "a broken dictionary is ignored", ok(CDN + "max-age=3600, no-store=\"", LONG)),
                reused("9213 2.1", "upper case breaks it", ok(CDN + "Max-Age=0", LONG)),
                reused("9213 2.1", "white space around = breaks it", ok(CDN + "max-age = 0", LONG)),
                reused("9213 2.1", "no separator breaks it", ok(CDN + "no-store max-age=0", LONG)),
                reused("9213 2.1", "a final comma breaks it", ok(CDN + "no-store,", LONG)),
                reused("9213 2.1", "an empty one is not there", ok(CDN, LONG)),
                stale("a max-age of the wrong type gives no lifetime", CDN + "max-age=\"3600\"", LONG),
                stale("a decimal gives no lifetime", CDN + "max-age=3600.0", LONG),
                stale("a negative one gives no lifetime", CDN + "max-age=-1", LONG),
                row("9213 2.2", "the field goes on to the next cache", play -> {
                    play.origin(ok(CDN + "max-age=3600", LONG));
                    play.get().forwarded().has("CDN-Cache-Control", "max-age=3600");
                    play.get().hit().has("CDN-Cache-Control", "max-age=3600").has("Cache-Control", "max-age=3600");
                }),
                row("9213 2.2", "a list of its own: the first that is there", play -> {
                    play.on(Routes.TARGETS).origin(ok("Forebay-Cache-Control: max-age=3600", CDN + "no-store", NONE));
                    play.get().forwarded();
                    play.get().hit();
                }),
                row("9213 2.2", "a list of its own: else the second", play -> {
                    play.on(Routes.TARGETS).origin(ok(CDN + "max-age=3600", NONE));
                    play.get().forwarded();
                    play.get().hit();
                }),
                row("9213 2.2", "what is on no list is not read", play -> {
                    play.origin(ok("Forebay-Cache-Control: no-store", LONG));
                    play.get().forwarded();
                    play.get().hit();
                }),
                row("9213 2.2", "no list: Cache-Control alone", play -> {
                    play.on(Routes.UNTARGETED).origin(ok(CDN + "no-store", LONG));
                    play.get().forwarded();
                    play.get().hit();
                }),
                row("9213 2.2", "a lifetime of the target against Age", play -> {
                    play.origin(ok(CDN + "max-age=50", LONG, "Age: 60"));
                    play.get().forwarded();
                    play.get().forwarded();
                }));
    }

    private static Row stale(String title, String... lines) {
        return Patterns.notReused("9213 2.2", title, ok(lines));
    }
}
