package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notStored;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** RFC 9111 §4.1: selecting fields. */
final class VaryRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private VaryRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(
                same("the same value matches", "Vary: Foo", "Foo: 1", "Foo: 1"),
                other("another value does not", "Vary: Foo", "Foo: 1", "Foo: 2"),
                other("a missing field does not", "Vary: Foo", "Foo: 1", "X: 1"),
                other("a field where there was none does not", "Vary: Foo", "X: 1", "Foo: 1"),
                same("none where there was none matches", "Vary: Foo", "X: 1", "X: 2"),
                same("names in any case", "Vary: FOO", "foo: 1", "Foo: 1"),
                same("white space around members", "Vary:  Foo ,\tBar", "Foo: 1", "Foo: 1"),
                same("empty members", "Vary: ,Foo,,", "Foo: 1", "Foo: 1"),
                other("names in any case: another value", "Vary: FOO", "foo: 1", "Foo: 2"),
                other("white space around members: another value", "Vary:  Foo ,\tBar", "Bar: 1", "Bar: 2"),
                other("empty members: another value", "Vary: ,Foo,,", "Foo: 1", "Foo: 2"),
                other(
                        "Accept-Language: other weights",
                        "Vary: Accept-Language",
                        "Accept-Language: de, en;q=0.5",
                        "Accept-Language: de;q=0.5, en"),
                other("the second member", "Vary: Bar, Foo", "Foo: 1", "Foo: 2"),
                other("no space after the comma", "Vary: Bar,Foo", "Foo: 1", "Foo: 2"),
                other("values differ in case", "Vary: Foo", "Foo: a", "Foo: A"),
                other("a part of a value", "Vary: Foo", "Foo: 12", "Foo: 1"),
                same("white space in lists", "Vary: Accept", "Accept: a/b, c/d", "Accept: a/b,c/d"),
                same(
                        "Accept-Encoding: white space",
                        "Vary: Accept-Encoding",
                        "Accept-Encoding: gzip, br",
                        "Accept-Encoding: gzip,br"),
                same(
                        "Accept-Encoding: order without weights",
                        "Vary: Accept-Encoding",
                        "Accept-Encoding: gzip, br",
                        "Accept-Encoding: br, gzip"),
                same(
                        "Accept-Encoding: case",
                        "Vary: Accept-Encoding",
                        "Accept-Encoding: GZip",
                        "Accept-Encoding: gzip"),
                other(
                        "Accept-Encoding: weights",
                        "Vary: Accept-Encoding",
                        "Accept-Encoding: gzip;q=0.5",
                        "Accept-Encoding: gzip;q=0"),
                same(
                        "Accept-Language: case",
                        "Vary: Accept-Language",
                        "Accept-Language: de-AT",
                        "Accept-Language: DE-at"),
                same(
                        "Accept-Language: white space",
                        "Vary: Accept-Language",
                        "Accept-Language: de, en;q=0.5",
                        "Accept-Language: de,en; q=0.5"),
                other(
                        "Accept-Language: another",
                        "Vary: Accept-Language",
                        "Accept-Language: de",
                        "Accept-Language: en"),
                notStored("4.1", "* matches nothing", ok(LONG, "Vary: *")),
                notStored("4.1", "* among others matches nothing", ok(LONG, "Vary: Foo, *")),
                notStored("4.1", "* in the second line matches nothing", ok(LONG, "Vary: Foo", "Vary: *")),
                notStored("4.1", "* before others matches nothing", ok(LONG, "Vary: *, Foo")),
                notStored("4.1", "what is made for each client is not shared", ok(LONG, "Vary: X-Forwarded-For")),
                notStored("4.1", "a credential that stops here is not shared", ok(LONG, "Vary: Authorization"))));
        rows.addAll(several());
        return rows;
    }

    private static Row same(String title, String vary, String first, String second) {
        return row("4.1", title + " (" + vary.strip() + ")", play -> {
            play.origin(ok(LONG, vary));
            play.get(first).forwarded();
            play.get(second).hit().content("visit 1");
        });
    }

    private static Row other(String title, String vary, String first, String second) {
        return row("4.1", title + " (" + vary.strip() + ")", play -> {
            play.origin(ok(LONG, vary));
            play.get(first).forwarded();
            play.get(second).forwarded().content("visit 2");
            play.get(first).hit().content("visit 1");
            play.get(second).hit().content("visit 2");
        });
    }

    private static List<Row> several() {
        return List.of(
                row("4.1", "three fields, all must match", play -> {
                    play.origin(ok(LONG, "Vary: A, B", "Vary: C"));
                    play.get("A: 1", "B: 1", "C: 1").forwarded();
                    play.get("C: 1", "B: 1", "A: 1").hit();
                    play.get("A: 1", "B: 1", "C: 2").forwarded();
                    play.get("A: 1", "B: 2", "C: 1").forwarded();
                    play.get("A: 2", "B: 1", "C: 1").forwarded();
                    play.get("A: 1", "B: 1").forwarded();
                    play.get("A: 1", "B: 1", "C: 1").hit().content("visit 1");
                }),
                row("4.1", "several lines of a field are one value", play -> {
                    play.origin(ok(LONG, "Vary: Foo"));
                    play.get("Foo: 1", "Foo: 2").forwarded();
                    play.get("Foo: 1, 2").hit();
                    play.get("Foo: 2, 1").forwarded();
                }),
                row("4.1", "variants of one URI live side by side", play -> {
                    play.origin(ok(LONG, "Vary: Foo"));
                    for (int i = 1; i <= 5; i++) {
                        play.get("Foo: " + i)
                                .forwarded()
                                .content("visit " + i)
                                .says("fwd=" + (i == 1 ? "uri" : "vary") + "-miss");
                    }
                    for (int i = 1; i <= 5; i++) {
                        play.get("Foo: " + i).hit().content("visit " + i);
                    }
                }),
                row("4.1", "of several that match, the latest by Date", play -> {
                    play.origin(
                            ok(LONG, "Vary: Foo", "Date: {-10}").content("first"),
                            ok(LONG, "Vary: Bar", "Date: {-5}").content("second"));
                    play.get("Foo: 1", "Bar: 1").forwarded();
                    play.get("Foo: 2", "Bar: 1").forwarded();
                    play.get("Foo: 1", "Bar: 1").hit().content("second");
                }),
                row("4.1", "of several that match, the latest by Date, though stored first", play -> {
                    play.origin(
                            ok(LONG, "Vary: Foo", "Date: {-5}").content("first"),
                            ok(LONG, "Vary: Bar", "Date: {-10}").content("second"));
                    play.get("Foo: 1", "Bar: 1").forwarded();
                    play.get("Foo: 2", "Bar: 1").forwarded();
                    play.get("Foo: 1", "Bar: 1").hit().content("first");
                }),
                row("4.1", "one without Vary yields to an older one that matches by Vary", play -> {
                    play.origin(
                            ok(LONG, "Vary: Foo", "Date: {-10}").content("varies"),
                            ok(LONG, "Date: {-5}").content("default"));
                    play.get("Foo: 1").forwarded();
                    play.get("Foo: 2").forwarded();
                    play.get("Foo: 1").hit().content("varies");
                    play.get("Foo: 2").hit().content("default");
                }),
                row("4.1", "a field that no variant names does not matter", play -> {
                    play.origin(ok(LONG, "Vary: Foo"));
                    play.get("Foo: 1", "Other: 1").forwarded();
                    play.get("Foo: 1", "Other: 2").hit();
                }),
                row("4.1", "Cookie as a selecting field", play -> {
                    play.origin(ok(LONG, "Vary: Cookie"));
                    play.get("Cookie: a=1").forwarded();
                    play.get("Cookie: a=1").hit();
                    play.get("Cookie: a=2").forwarded();
                }),
                row("4.1", "a stale variant is validated; the others stay", play -> {
                    play.origin(
                            ok("Cache-Control: max-age=1", "Vary: Foo", "ETag: \"one\"", "Age: 1"),
                            ok(LONG, "Vary: Foo", "ETag: \"two\""),
                            Answer.notModified("ETag: \"one\"", LONG, "Vary: Foo"));
                    play.get("Foo: 1").forwarded();
                    play.get("Foo: 2").forwarded();
                    play.get("Foo: 1").forwarded().status(200).content("visit 1");
                    assertThat(String.join(",", play.last().all("If-None-Match")))
                            .contains("\"one\"");
                    play.get("Foo: 1").hit().content("visit 1");
                    play.get("Foo: 2").hit().content("visit 2");
                }));
    }
}
