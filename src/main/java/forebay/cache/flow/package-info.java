/**
 * Effects of the cache without servlet types: the response that is arriving and its capture, the two levels of the
 * store, and the plan for what goes forward. Read CacheFlow first, then ForwardPlan, InFlightResponse, TwoLevelStore;
 * forebay.cache.servlet comes next.
 */
@NullMarked
package forebay.cache.flow;

import org.jspecify.annotations.NullMarked;
