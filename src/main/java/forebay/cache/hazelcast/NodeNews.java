package forebay.cache.hazelcast;

import com.hazelcast.topic.ITopic;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What this node tells the others, and hears of them, by a topic of the cluster; at best effort, in both directions.
 * Thread-safe.
 */
final class NodeNews {
    /** The topic's name. */
    static final String TOPIC = "forebay-news";

    private final NewsCodec codec;
    private final StoreWrites writes;
    private final AtomicReference<SharedStore.@Nullable News> listener = new AtomicReference<>();
    private volatile @Nullable ITopic<byte[]> topic;

    /** News of a node; what can not be told counts as a lost write. */
    NodeNews(NewsCodec codec, StoreWrites writes) {
        this.codec = codec;
        this.writes = writes;
    }

    /** The cluster is there. */
    void joined(ITopic<byte[]> found) {
        found.addMessageListener(message -> heard(message.getMessageObject()));
        topic = found;
    }

    void subscribe(SharedStore.News news) {
        listener.set(news);
    }

    void changed(String keyText) {
        tell(NewsCodec.Kind.CHANGED, keyText);
    }

    void ended(String keyText, boolean shared) {
        tell(shared ? NewsCodec.Kind.ENDED : NewsCodec.Kind.UNSHARED, keyText);
    }

    /** A member is no more, or does not answer any more. */
    void memberLeft() {
        SharedStore.News news = listener.get();
        if (news != null) {
            news.nodeLeft();
        }
    }

    void invalidated(PlainUri uri) {
        tell(NewsCodec.Kind.URI, uri.toString());
    }

    void invalidated(List<OriginGroup> groups) {
        tell(NewsCodec.Kind.GROUPS, KeyText.of(groups));
    }

    private void tell(NewsCodec.Kind kind, String text) {
        ITopic<byte[]> known = topic;
        if (known == null) {
            writes.countLost("the cluster is not there");
            return;
        }
        try {
            known.publishAsync(codec.encode(kind, text))
                    .whenCompleteAsync(
                            (done, failure) -> {
                                if (failure != null) {
                                    writes.countLost(failure.toString());
                                }
                            },
                            Runnable::run);
        } catch (RuntimeException e) {
            writes.countLost(e.toString());
        }
    }

    private void heard(byte[] bytes) {
        SharedStore.News news = listener.get();
        if (news != null) {
            codec.decode(bytes).ifPresent(message -> pass(message, news));
        }
    }

    private static void pass(NewsCodec.Message message, SharedStore.News news) {
        switch (message.kind()) {
            case CHANGED -> KeyText.parse(message.text()).ifPresent(news::changed);
            case ENDED -> KeyText.parse(message.text()).ifPresent(key -> news.ended(key, true));
            case UNSHARED -> KeyText.parse(message.text()).ifPresent(key -> news.ended(key, false));
            case URI -> KeyText.uri(message.text()).ifPresent(news::invalidated);
            case GROUPS -> news.invalidated(KeyText.groups(message.text()));
        }
    }
}
