package forebay.cache.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import forebay.cache.hazelcast.NewsCodec.Kind;
import forebay.cluster.ClusterKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewsCodecTest {
    private static final ClusterKeys KEYS = ClusterKeys.of(List.of(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    }));

    private static NewsCodec node(String name, ClusterKeys keys) {
        return new NewsCodec(keys.seal(NewsCodec.PURPOSE), name);
    }

    @Test
    void a_node_hears_what_another_one_tells() {
        byte[] told = node("a", KEYS).encode(Kind.URI, "http://host/ä");
        assertThat(node("b", KEYS).decode(told)).contains(new NewsCodec.Message(Kind.URI, "a", "http://host/ä"));
    }

    @Test
    void what_it_told_itself_is_no_news() {
        assertThat(node("a", KEYS).decode(node("a", KEYS).encode(Kind.CHANGED, "k")))
                .isEmpty();
    }

    @Test
    void a_stranger_tells_nothing() {
        byte[] forged = node("a", ClusterKeys.NONE).encode(Kind.CHANGED, "k");
        assertThat(node("b", KEYS).decode(forged)).isEmpty();
        assertThat(node("b", KEYS).decode(new byte[0])).isEmpty();
        assertThat(node("b", KEYS).decode(new byte[200])).isEmpty();
    }

    @Test
    void a_message_that_was_changed_anywhere_is_none() {
        byte[] told = node("a", KEYS).encode(Kind.GROUPS, "groups 1");
        for (int i = 0; i < told.length; i++) {
            byte[] changed = told.clone();
            changed[i] ^= 1;
            assertThat(node("b", KEYS).decode(changed)).as("byte %d", i).isEmpty();
        }
    }
}
