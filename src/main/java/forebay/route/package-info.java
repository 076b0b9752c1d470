/**
 * Which requests go where: routes by host and path prefix. Pure. forebay.exchange comes next.
 */
@NullMarked
package forebay.route;

import org.jspecify.annotations.NullMarked;
