/**
 * Pools, upstreams and the order in which they are tried. Pure.
 */
@NullMarked
package forebay.balance;

import org.jspecify.annotations.NullMarked;
