package forebay.cache.hazelcast;

import com.hazelcast.topic.ITopic;
import forebay.cache.CacheKey;
import forebay.cache.OriginGroup;
import forebay.cache.PlainUri;
import forebay.cache.SharedStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node tells the others, and hears of them, by a topic of the cluster; at best effort, in both directions.
 * Thread-safe.
 */
final class NodeNews {
    /** The topic's name. */
    static final String TOPIC = "forebay-news";

    private static final Logger log = LoggerFactory.getLogger(NodeNews.class);

    private final NewsCodec codec;
    private final StoreWrites writes;
    private final AtomicReference<SharedStore.@Nullable News> listener = new AtomicReference<>();
    private volatile @Nullable ITopic<byte[]> topic;
    private volatile @Nullable LeaseHolders holders;

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

    /** From now on {@code waitedFor} learns who has told something, and which leases have ended. */
    void subscribe(LeaseHolders waitedFor) {
        holders = waitedFor;
    }

    /** Asks a node for a sign of life. */
    void ask(String node) {
        publish(NewsCodec.Kind.ASKED, node, NodeNews::unheard);
    }

    /** Nobody waits for a sign that was not given for longer than for a look-up. */
    private static void unheard(String why) {
        log.debug("a question among nodes, or its answer, is lost: {}", why);
    }

    void changed(String keyText) {
        tell(NewsCodec.Kind.CHANGED, keyText);
    }

    void ended(String keyText, boolean shared) {
        tell(shared ? NewsCodec.Kind.ENDED : NewsCodec.Kind.UNSHARED, keyText);
    }

    /** The node that has the lease of {@code key} gives no sign of life. */
    void holderSilent(CacheKey key) {
        SharedStore.News news = listener.get();
        if (news != null) {
            news.holderSilent(key);
        }
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
        publish(kind, text, writes::countLost);
    }

    private void publish(NewsCodec.Kind kind, String text, Consumer<String> lost) {
        ITopic<byte[]> known = topic;
        if (known == null) {
            lost.accept("the cluster is not there");
            return;
        }
        try {
            known.publishAsync(codec.encode(kind, text))
                    .whenCompleteAsync(
                            (done, failure) -> {
                                if (failure != null) {
                                    lost.accept(failure.toString());
                                }
                            },
                            Runnable::run);
        } catch (RuntimeException e) {
            lost.accept(e.toString());
        }
    }

    private void heard(byte[] bytes) {
        SharedStore.News news = listener.get();
        LeaseHolders waitedFor = holders;
        if (news != null && waitedFor != null) {
            codec.decode(bytes).ifPresent(message -> {
                waitedFor.heard(message.from());
                pass(message, news, waitedFor);
            });
        }
    }

    private void pass(NewsCodec.Message message, SharedStore.News news, LeaseHolders waitedFor) {
        switch (message.kind()) {
            case CHANGED -> KeyText.parse(message.text()).ifPresent(news::changed);
            case ENDED, UNSHARED ->
                KeyText.parse(message.text()).ifPresent(key -> {
                    waitedFor.ended(key);
                    news.ended(key, message.kind() == NewsCodec.Kind.ENDED);
                });
            case URI -> KeyText.uri(message.text()).ifPresent(news::invalidated);
            case GROUPS -> news.invalidated(KeyText.groups(message.text()));
            case ASKED -> {
                if (message.text().equals(codec.node())) {
                    publish(NewsCodec.Kind.HERE, "", NodeNews::unheard);
                }
            }
            case HERE -> {} // which is all that it says
        }
    }
}
