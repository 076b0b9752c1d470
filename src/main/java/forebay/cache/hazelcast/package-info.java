/**
 * Stored responses on a Hazelcast distributed map (L2): HazelcastStore, and the bytes that it keeps there
 * (VariantsCodec). forebay.cluster starts the member.
 */
@NullMarked
package forebay.cache.hazelcast;

import org.jspecify.annotations.NullMarked;
