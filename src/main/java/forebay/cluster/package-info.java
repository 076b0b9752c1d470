/**
 * This node's part in a cluster: ClusterMember starts and stops the Hazelcast member, or the client of servers that run
 * elsewhere; MemberConfig and ClientFile keep it narrow, and ClusterKeys tell nodes from strangers. The map of the stored
 * responses is forebay.cache.hazelcast's.
 */
@NullMarked
package forebay.cluster;

import org.jspecify.annotations.NullMarked;
