package forebay.conformance;

import static forebay.conformance.Answer.notModified;
import static forebay.conformance.Answer.ok;
import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** RFC 9211: what the gateway says it did. */
final class CacheStatusRows {
    private static final String LONG = "Cache-Control: max-age=3600";

    private CacheStatusRows() {}

    static List<Row> rows() {
        return List.of(
                row("9211 2.2", "a miss that is stored", play -> {
                    play.origin(ok(LONG));
                    play.get().says("fwd=uri-miss", "stored").saysNot("; hit");
                }),
                row("9211 2.2", "a miss that is not", play -> {
                    play.origin(ok("Cache-Control: no-store"));
                    play.get().says("fwd=uri-miss").saysNot("stored", "; hit");
                }),
                row("9211 2.1", "a hit has hit and no fwd", play -> {
                    play.origin(ok(LONG));
                    play.get();
                    play.get().says("; hit").saysNot("fwd=", "fwd-status");
                }),
                row("9211 2.4", "ttl is what remains", play -> {
                    play.origin(ok(LONG, "Age: 600"));
                    play.get();
                    String ttl = play.get().hit().cacheStatus().replaceAll(".*ttl=(-?\\d+).*", "$1");
                    assertThat(Integer.parseInt(ttl)).isBetween(2_900, 3_000);
                }),
                row("9211 2.4", "ttl is negative for what is stale", play -> {
                    play.origin(ok("Cache-Control: max-age=5", "Age: 10", "ETag: \"a\""));
                    play.get();
                    play.get("Cache-Control: max-stale").hit().says("ttl=-");
                }),
                row("9211 2.2", "a miss by selecting fields", play -> {
                    play.origin(ok(LONG, "Vary: Foo"));
                    play.get("Foo: 1");
                    play.get("Foo: 2").says("fwd=vary-miss", "stored");
                }),
                row("9211 2.2", "stale", play -> {
                    play.origin(ok("Cache-Control: max-age=5", "Age: 10", "ETag: \"a\""), ok(LONG));
                    play.get();
                    play.get().says("fwd=stale", "stored").saysNot("; hit");
                }),
                row("9211 2.3", "a validation has the status of the origin", play -> {
                    play.origin(ok("Cache-Control: max-age=5", "Age: 10", "ETag: \"a\""), notModified(LONG));
                    play.get();
                    play.get().status(200).says("fwd=stale", "fwd-status=304");
                }),
                row("9211 2.2", "request", play -> {
                    play.origin(ok(LONG));
                    play.get();
                    play.get("Cache-Control: no-cache").says("fwd=request");
                }),
                row("9211 2.2", "method", play -> {
                    play.origin(ok(LONG));
                    play.post("POST").says("fwd=method").saysNot("; hit");
                }),
                row("9211 2", "members of caches before stand before", play -> {
                    play.origin(ok(LONG, "Cache-Status: Inner; hit; ttl=5"));
                    Reply miss = play.get();
                    assertThat(miss.all("Cache-Status")).hasSizeBetween(1, 2);
                    assertThat(String.join(", ", miss.all("Cache-Status")))
                            .startsWith("Inner; hit; ttl=5, forebay; fwd=");
                    assertThat(String.join(", ", play.get().hit().all("Cache-Status")))
                            .startsWith("Inner; hit; ttl=5, forebay; hit");
                }),
                row("9211 2.7", "key and detail are for operators", play -> {
                    play.origin(ok(LONG));
                    play.get().saysNot("key=", "detail=");
                    play.get().saysNot("key=", "detail=");
                }));
    }
}
