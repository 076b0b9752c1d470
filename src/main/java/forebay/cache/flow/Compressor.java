package forebay.cache.flow;

import forebay.cache.CacheKey;
import forebay.cache.CachePolicy.ContentCoding;
import forebay.cache.Compression;
import forebay.cache.ContentId;
import forebay.cache.StoredContent;
import forebay.cache.StoredResponse;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes coded forms of stored responses at their first demand, on one thread; until then the plain form is served. What
 * would wait behind too many others is tried at a later demand. Thread-safe.
 */
final class Compressor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Compressor.class);
    private static final int MAX_WAITING = 64;

    private final TwoLevelStore store;
    private final ThreadPoolExecutor thread;
    private final Set<Task> waiting = ConcurrentHashMap.newKeySet();

    private record Task(ContentId id, ContentCoding coding) {}

    Compressor(TwoLevelStore store) {
        this.store = store;
        this.thread =
                new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread worker = new Thread(task, "forebay-cache-compressor");
                    worker.setDaemon(true);
                    return worker;
                });
    }

    /** Sees to it that {@code stored} has this form soon, where it is worth it. */
    void demand(CacheKey key, StoredResponse stored, ContentCoding coding) {
        StoredContent content = stored.content();
        if (content.length() < Compression.MIN_BYTES
                || content.length() > Compression.MAX_BYTES
                || !content.isHere()
                || content.tried(coding)) {
            return;
        }
        Task task = new Task(content.id(), coding);
        if (!waiting.add(task)) {
            return;
        }
        try {
            thread.execute(() -> {
                try {
                    Optional<StoredContent> coded = ContentCoder.code(content, coding);
                    store.recode(key, content.id(), coding, coded);
                } catch (RuntimeException e) {
                    log.warn("stored content could not be compressed: {}", e.toString());
                } finally {
                    waiting.remove(task);
                }
            });
        } catch (RejectedExecutionException e) {
            waiting.remove(task);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
