/**
 * RFC 9111 as pure functions: what may be stored, what may be reused, for how long. A request comes as CacheRequest;
 * ReuseRules decide on what is stored under its key (StoredVariants); what goes forward comes back through Validation
 * or StoringRules; an unsafe method goes through Invalidation, an operator's purge to PurgeEpochs; what either overtook
 * does not pass ReadCheck.
 * Ports: CacheStore, CacheEvents. Read ReuseRules first. Effects live in forebay.cache.flow.
 */
@NullMarked
package forebay.cache;

import org.jspecify.annotations.NullMarked;
