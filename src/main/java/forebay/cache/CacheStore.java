package forebay.cache;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where stored responses live. Thread-safe; no call blocks.
 *
 * <p>A store that is slow or gone is a miss, never an error: {@link #find} completes in bounded time, with empty where
 * it could not tell, and the others never complete exceptionally. A stored response that does not pass {@link ReadCheck}
 * must not be served; the caller of {@link #find} checks it.
 */
public interface CacheStore {
    /**
     * What is stored under {@code key}, completed at once where this node holds it.
     *
     * @param policy of the key's route
     */
    CompletionStage<Optional<StoredVariants>> find(CacheKey key, CachePolicy policy);

    /** Adds {@code response} to the variants of {@code key}, in place of the same variant; done at best effort. */
    CompletionStage<Void> store(CacheKey key, StoredResponse response);

    /** Removes all variants of {@code key}; completed once done or given up. */
    CompletionStage<Void> remove(CacheKey key);
}
