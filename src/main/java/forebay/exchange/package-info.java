/**
 * The one record of a request on its way, and the ports by which its steps hand it on. Pure. Read Exchange
 * first; forebay.guard begins one.
 */
@NullMarked
package forebay.exchange;

import org.jspecify.annotations.NullMarked;
