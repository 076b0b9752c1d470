package forebay.conformance;

import static forebay.conformance.Answer.ok;
import static forebay.conformance.Patterns.notReused;
import static forebay.conformance.Patterns.reused;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** RFC 9111 §3 and RFC 9110 §15.1: every status, with a stated lifetime, without one, and with must-understand. */
final class StatusRows {
    /**
     * Not to be stored, by RFC 9111 §3 or RFC 6585 §3 to §6; 206 has rows of its own; of 205 Tomcat does not say by
     * HTTP/1.1 where its content ends.
     */
    private static final Set<Integer> NEVER = Set.of(205, 206, 304, 428, 429, 431, 511);

    /** RFC 9110 §15.1. */
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

    private StatusRows() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int hundred = 2; hundred <= 5; hundred++) {
            int from = 100 * hundred;
            String name = hundred + "xx";
            rows.add(row(
                    "3",
                    name + " with a stated lifetime is reused",
                    play -> each(play, from, status -> !NEVER.contains(status), true, "Cache-Control: max-age=3600")));
            rows.add(row(
                    "3",
                    name + " with Expires is reused",
                    play -> each(play, from, status -> !NEVER.contains(status), true, "Expires: {+3600}")));
            rows.add(row(
                    "9110 15.1",
                    name + " without a word, heuristic not allowed",
                    play -> each(
                            play,
                            from,
                            status -> !NEVER.contains(status) && !HEURISTIC.contains(status),
                            false,
                            LONG_AGO)));
            rows.add(row(
                    "9110 15.1",
                    name + " that has a heuristic lifetime",
                    play -> each(play, from, HEURISTIC::contains, true, LONG_AGO)));
            rows.add(row(
                    "4.2.2",
                    name + " with public has a heuristic lifetime",
                    play -> each(
                            play, from, status -> !NEVER.contains(status), true, LONG_AGO, "Cache-Control: public")));
            rows.add(row(
                    "3",
                    name + " with no-store",
                    play -> each(
                            play,
                            from,
                            status -> status != 205 && status != 304,
                            false,
                            "Cache-Control: no-store, max-age=3600")));
        }
        rows.add(row(
                "6585 3-6",
                "428, 429, 431 and 511 are never stored",
                play -> each(play, 400, Set.of(428, 429, 431)::contains, false, "Cache-Control: max-age=3600")));
        rows.add(row(
                "6585 6",
                "511 is never stored",
                play -> each(play, 500, status -> status == 511, false, "Cache-Control: public, s-maxage=3600")));
        rows.add(notReused(
                "3", "a 304 that nobody asked for is not stored", Answer.of(304, "Cache-Control: max-age=99")));
        rows.add(reused("9110 15.3.5", "204 is stored with no content", Answer.of(204, "Cache-Control: max-age=99")));
        rows.add(row("3.1", "a status is stored as it is, with its fields", play -> {
            play.origin(Answer.of(301, "Cache-Control: max-age=3600", "Location: /elsewhere?a,b"));
            play.get().forwarded();
            play.get().hit().status(301).has("Location", "/elsewhere?a,b");
        }));
        rows.add(row("9110 15.1", "error-ttl-max bounds the lifetime of errors", play -> {
            play.on(Routes.ERRORS).origin(Answer.of(404, "Cache-Control: max-age=3600"));
            play.get().forwarded();
            Waiting.until(() -> play.get().forwards() == 1);
            play.originAt("?ok", ok("Cache-Control: max-age=3600"));
            play.at("?ok").forwarded();
            play.at("?ok").hit();
        }));
        return rows;
    }

    private static final String LONG_AGO = "Last-Modified: {-864000}";

    private static void each(Play play, int from, IntPredicate which, boolean reused, String... lines)
            throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int status : IntStream.range(from, from + 100).filter(which).toArray()) {
            String suffix = "?status=" + status;
            Answer answer = Answer.of(status, lines);
            play.originAt(suffix, answer);
            Reply first = play.send("GET", suffix, Optional.empty());
            Reply second = play.send("GET", suffix, Optional.empty());
            if (first.status() != status || second.status() != status || (second.forwards() == 0) != reused) {
                wrong.add(status + ": " + first.status() + ", " + second.status() + ", forwards " + second.forwards());
            }
        }
        assertThat(wrong).as("%s reused: %s", List.of(lines), reused).isEmpty();
    }
}
