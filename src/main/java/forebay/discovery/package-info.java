/**
 * Finds the upstreams of pools while the gateway runs: by DNS, or in a file. {@link forebay.discovery.Discoveries} follows
 * the pools of the current configuration; a {@link forebay.discovery.Source} looks, and says when to look again.
 */
@NullMarked
package forebay.discovery;

import org.jspecify.annotations.NullMarked;
