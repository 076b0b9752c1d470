package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.flow.FlowFixture.Got;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import forebay.exchange.CachePlan;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Answers to POST in the store (RFC 9110 §9.3.3). */
class PostFlowTest {
    private final FlowFixture node = new FlowFixture();

    private static Scripted made(String content) {
        return Scripted.of(
                200,
                content,
                "Cache-Control",
                "max-age=60",
                "Content-Location",
                "http://origin.test/a",
                "Content-Length",
                Integer.toString(content.length()));
    }

    @Test
    @Holds({"9110-9.3.3-1", "9110-9.3.3-2"})
    @DisplayName("§9.3.3 an answer that says it is what GET has answers GET and HEAD")
    void later_get() {
        node.upstream = request -> made("made");
        Got posted = node.send("POST", "/a", "Content-Length", "3");
        assertThat(posted.content()).isEqualTo("made");
        assertThat(posted.cacheStatus()).isEqualTo("forebay; fwd=method; stored");
        node.pass(Duration.ofSeconds(5));
        Got got = node.get("/a");
        assertThat(got.cacheStatus()).isEqualTo("hit");
        assertThat(got.content()).isEqualTo("made");
        assertThat(got.fields().first("Age")).contains("5");
        assertThat(node.send("HEAD", "/a").cacheStatus()).isEqualTo("hit");
        assertThat(node.get("/b").cacheStatus()).startsWith("forebay; fwd=uri-miss");
    }

    @Test
    @Holds({"9110-9.3.3-2", "9111-4-7"})
    @DisplayName("§9.3.3 it never answers another POST, whose answer takes its place")
    void later_post() {
        node.upstream = request -> made("one");
        node.send("POST", "/a", "Content-Length", "3");
        node.upstream = request -> made("two");
        assertThat(node.send("POST", "/a", "Content-Length", "3").content()).isEqualTo("two");
        assertThat(node.get("/a").content()).isEqualTo("two");
        assertThat(node.asked).hasSize(2);
    }

    @Test
    @Holds("9111-4.4-1")
    @DisplayName("§4.4 one that is not stored invalidates what was")
    void invalidates() {
        node.upstream = request -> made("one");
        node.send("POST", "/a", "Content-Length", "3");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> Scripted.of(204, "").framed(CachePlan.Framing.NONE);
        node.send("POST", "/a", "Content-Length", "3");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> made("page");
        assertThat(node.get("/a").content()).isEqualTo("page");
    }

    @Test
    @DisplayName("§3.3 one that broke off is not stored")
    void cut() {
        node.upstream = request -> made("made").cutOff();
        assertThat(node.send("POST", "/a", "Content-Length", "3").whole()).isFalse();
        assertThat(node.events).contains("not stored incomplete");
        node.upstream = request -> made("page");
        assertThat(node.get("/a").content()).isEqualTo("page");
    }

    @Test
    @DisplayName("§4.4 one whose URI was invalidated while it was on its way is not stored")
    void overtaken() {
        node.upstream = request -> {
            node.upstream = put -> Scripted.of(200, "");
            node.send("PUT", "/a");
            return made("old");
        };
        assertThat(node.send("POST", "/a", "Content-Length", "3").content()).isEqualTo("old");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> made("page");
        assertThat(node.get("/a").content()).isEqualTo("page");
    }

    @Test
    @DisplayName("§9.3.3 one without content is stored too")
    void empty() {
        node.upstream = request -> Scripted.of(204, "", "Cache-Control", "max-age=60", "Content-Location", "/a")
                .framed(CachePlan.Framing.NONE);
        node.send("POST", "/a", "Content-Length", "3");
        assertThat(node.get("/a").status()).isEqualTo(204);
        assertThat(node.asked).hasSize(1);
    }
}
