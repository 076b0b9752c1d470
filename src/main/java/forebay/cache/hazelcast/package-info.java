/**
 * Stored responses on a Hazelcast distributed map (L2) and how they are serialized.
 */
@NullMarked
package forebay.cache.hazelcast;

import org.jspecify.annotations.NullMarked;
