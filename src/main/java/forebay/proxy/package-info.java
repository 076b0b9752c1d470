/**
 * Relays a request to an upstream of its pool and the answer to the client, with retries where they are safe.
 * Read Forwarder first.
 */
@NullMarked
package forebay.proxy;

import org.jspecify.annotations.NullMarked;
