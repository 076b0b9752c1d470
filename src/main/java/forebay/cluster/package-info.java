/**
 * The Hazelcast member of this node: ClusterMember starts and stops it, MemberConfig keeps it narrow. The map of the
 * stored responses is forebay.cache.hazelcast's.
 */
@NullMarked
package forebay.cluster;

import org.jspecify.annotations.NullMarked;
