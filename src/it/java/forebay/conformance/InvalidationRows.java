package forebay.conformance;

import static forebay.conformance.Answer.notModified;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;

import java.util.ArrayList;
import java.util.List;

/** RFC 9111 §4.4: what unsafe methods invalidate. */
final class InvalidationRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private InvalidationRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "FROB")) {
            for (int status : List.of(200, 201, 204, 301, 303)) {
                rows.add(unsafe(method, status, true));
            }
            for (int status : List.of(400, 404, 409, 500, 503)) {
                rows.add(unsafe(method, status, false));
            }
        }
        for (String method : List.of("GET", "HEAD", "OPTIONS")) {
            rows.add(row("4.4", method + " is safe: invalidates nothing", play -> {
                play.origin(ok("Cache-Control: no-store", "Location: " + play.path() + "/other"));
                play.originAt("/other", ok(LONG));
                play.at("/other").forwarded();
                play.request(method).forwarded();
                play.at("/other").hit().content("visit 1");
            }));
            rows.add(row("4.4", method + " is safe: its own target stays", play -> {
                play.origin(ok(LONG, "ETag: \"a\""), notModified("ETag: \"a\""));
                play.get().forwarded();
                play.request(method, "Cache-Control: no-cache").forwarded();
                play.get().hit().content("visit 1");
            }));
        }
        rows.addAll(named());
        rows.add(row("4.4", "all variants are invalidated", play -> {
            play.origin(ok(LONG, "Vary: Foo"));
            play.get("Foo: 1").forwarded();
            play.get("Foo: 2").forwarded();
            play.post("POST", "Foo: 1").forwarded();
            play.get("Foo: 1").forwarded();
            play.get("Foo: 2").forwarded();
        }));
        rows.add(row("4.4", "another query is another URI", play -> {
            play.origin(ok(LONG));
            play.originAt("?a=1", ok(LONG));
            play.at("?a=1").forwarded();
            play.post("POST").forwarded();
            play.at("?a=1").hit();
        }));
        rows.add(row("4.4", "what was under way when the URI was invalidated is not stored", play -> {
            Steps steps = new Steps();
            play.origin(
                    Answer.doing(conversation -> {
                        steps.reached("asked");
                        steps.await("posted");
                        ok(LONG).content("before").send(conversation, 1, Answer.Framing.LENGTH);
                    }),
                    Answer.of(204),
                    ok(LONG).content("after"));
            var slow = Steps.begin(() -> play.get());
            steps.await("asked");
            play.post("POST");
            steps.reached("posted");
            slow.get();
            play.get().forwarded().content("after");
        }));
        return rows;
    }

    private static Row unsafe(String method, int status, boolean invalidates) {
        String title = method + " answered " + status + (invalidates ? " invalidates" : " invalidates nothing");
        return row("4.4", title, play -> {
            play.origin(ok(LONG), Answer.of(status), ok(LONG).content("new"));
            play.get().forwarded();
            play.post(method).forwarded().status(status);
            if (invalidates) {
                play.get().forwarded().content("new");
            } else {
                play.get().hit().content("visit 1");
            }
        });
    }

    private static List<Row> named() {
        List<Row> rows = new ArrayList<>();
        for (String field : List.of("Location", "Content-Location")) {
            rows.add(other(field + " as a path is invalidated", field, "PATH/other", true));
            rows.add(other(field + " as a relative reference is invalidated", field, "./SELF/other", true));
            rows.add(other(
                    field + " as a URI of this origin is invalidated", field, "http://AUTHORITY" + "PATH/other", true));
            rows.add(other(
                    field + " of another host is left alone", field, "http://elsewhere.test" + "PATH/other", false));
            rows.add(other(
                    field + " of another scheme is left alone", field, "https://AUTHORITY" + "PATH/other", false));
            rows.add(row("4.4", field + " of an error is left alone", play -> {
                play.origin(Answer.of(400, field + ": " + play.path() + "/other"));
                play.originAt("/other", ok(LONG));
                play.at("/other").forwarded();
                play.post("POST").forwarded();
                play.at("/other").hit();
            }));
            rows.add(row("4.4", field + " that is no URI harms nothing", play -> {
                play.origin(ok(LONG), ok(field + ": http://[%zz"), ok(LONG));
                play.get().forwarded();
                play.post("POST").forwarded().status(200);
                play.get().forwarded();
            }));
        }
        return rows;
    }

    private static Row other(String title, String field, String reference, boolean invalidates) {
        return row("4.4", title, play -> {
            String self = play.path().substring(play.path().lastIndexOf('/') + 1);
            String value = reference
                    .replace("AUTHORITY", play.authority())
                    .replace("PATH", play.path())
                    .replace("SELF", self);
            play.origin(ok(field + ": " + value));
            play.originAt("/other", ok(LONG));
            play.at("/other").forwarded();
            play.post("POST").forwarded();
            if (invalidates) {
                play.at("/other").forwarded();
            } else {
                play.at("/other").hit();
            }
        });
    }
}
