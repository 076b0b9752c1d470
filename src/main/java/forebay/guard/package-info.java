/**
 * First on the way of every request: one canonical target or a 400, the client's address, the route, the
 * request id. forebay.access comes next.
 */
@NullMarked
package forebay.guard;

import org.jspecify.annotations.NullMarked;
