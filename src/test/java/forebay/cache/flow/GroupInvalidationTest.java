package forebay.cache.flow;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.flow.FlowFixture.Scripted;
import forebay.coverage.Holds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cache groups (RFC 9875) from a request's arrival to its end. */
class GroupInvalidationTest {
    private static final PlainUri URI = PlainUri.of("http", "origin.test", "/", Optional.empty());

    private final FlowFixture node = new FlowFixture();

    @BeforeEach
    void store() {
        fetch("/styles", "\"styles\", \"all\"");
        fetch("/scripts", "\"scripts\", \"all\"");
        fetch("/Styles", "\"Styles\"");
        fetch("/none", "styles");
        node.pass(Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        node.store.close();
    }

    private void fetch(String path, String groups) {
        node.upstream = request -> Scripted.of(200, "page", "Cache-Control", "max-age=60", "Cache-Groups", groups);
        node.get(path);
    }

    private void answer(String method, int status, String groups) {
        node.upstream = request -> Scripted.of(status, "", "Cache-Group-Invalidation", groups);
        node.send(method, "/form");
        node.pass(Duration.ofSeconds(1));
        node.upstream = request -> Scripted.of(200, "new", "Cache-Control", "no-store");
    }

    private List<String> stored() {
        return List.of("/styles", "/scripts", "/Styles", "/none").stream()
                .filter(path -> node.get(path).cacheStatus().equals("hit"))
                .toList();
    }

    @ParameterizedTest(name = "RFC 9875 §3 {0} answered {1}, {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | 200 | "styles"             | /scripts /Styles /none
            DELETE | 204 | "all"                | /Styles /none
            FROB   | 303 | "scripts", "Styles"  | /styles /none
            POST   | 500 | "styles";x           | /scripts /Styles /none
            POST   | 200 | "other"              | /styles /scripts /Styles /none
            POST   | 200 | styles               | /styles /scripts /Styles /none
            POST   | 200 | "styles", all        | /styles /scripts /Styles /none
            GET    | 200 | "all"                | /styles /scripts /Styles /none
            HEAD   | 200 | "all"                | /styles /scripts /Styles /none
            OPTIONS| 200 | "all"                | /styles /scripts /Styles /none
            """)
    @Holds({"9875-2-1", "9875-2-3", "9875-3-1", "9875-3-2"})
    void invalidation(String method, int status, String groups, String left) {
        answer(method, status, groups);
        assertThat(stored()).containsExactly(left.split(" "));
    }

    @Test
    @DisplayName("RFC 9875 §2.1 groups belong to an origin")
    @Holds("9875-3-3")
    void origins() {
        node.store.invalidate(List.of(
                OriginGroup.of(PlainUri.of("https", "origin.test", "/", Optional.empty()), "all"),
                OriginGroup.of(PlainUri.of("http", "other.test", "/", Optional.empty()), "all")));

        assertThat(stored()).hasSize(4);
        node.store.invalidate(List.of(OriginGroup.of(URI, "all")));
        node.upstream = request -> Scripted.of(200, "new", "Cache-Control", "no-store");
        assertThat(stored()).containsExactly("/Styles", "/none");
    }

    @Test
    @DisplayName("what was on its way when its group was invalidated is not stored")
    void on_its_way() {
        node.upstream = request -> {
            answer("POST", 200, "\"late\"");
            return Scripted.of(200, "old", "Cache-Control", "max-age=60", "Cache-Groups", "\"late\"");
        };
        node.get("/late");

        assertThat(node.events).contains("not stored invalidated");
        assertThat(node.get("/late").cacheStatus()).isNotEqualTo("hit");
    }

    @Test
    @DisplayName("what is stored after the invalidation is reused, and a 304 keeps what it freshened in its groups")
    void afterwards() {
        answer("POST", 200, "\"styles\"");
        fetch("/styles", "\"styles\"");
        assertThat(node.get("/styles").cacheStatus()).isEqualTo("hit");
    }

    @Test
    @DisplayName("other nodes are told, and hold it too, for what they find in the cluster as well")
    void other_nodes() {
        FlowFixture other = new FlowFixture();
        other.shared.entries.putAll(node.shared.entries);
        other.pass(Duration.ofSeconds(1));
        assertThat(other.get("/styles").cacheStatus()).isEqualTo("hit");

        answer("POST", 200, "\"all\"");
        assertThat(node.shared.announcedGroups).containsExactly(OriginGroup.of(URI, "all"));
        other.shared.news.invalidated(List.copyOf(node.shared.announcedGroups));
        other.pass(Duration.ofSeconds(1));
        other.upstream = request -> Scripted.of(200, "new", "Cache-Control", "no-store");

        assertThat(other.get("/styles").cacheStatus()).isNotEqualTo("hit");
        assertThat(other.get("/scripts").cacheStatus()).isNotEqualTo("hit");
        assertThat(other.get("/Styles").cacheStatus()).isEqualTo("hit");
        other.store.close();
    }
}
