/**
 * The Hazelcast member of this node: start, join, stop.
 */
@NullMarked
package forebay.cluster;

import org.jspecify.annotations.NullMarked;
