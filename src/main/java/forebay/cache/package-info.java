/**
 * RFC 9111 as pure functions: what may be stored, what may be reused, for how long. Effects live in
 * forebay.cache.flow.
 */
@NullMarked
package forebay.cache;

import org.jspecify.annotations.NullMarked;
