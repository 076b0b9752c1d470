/**
 * The composition root: Gateway builds every part from conf/ and hands it to the filters and servlets of
 * web.xml. Read web.xml first, then Gateway, then forebay.guard.
 */
@NullMarked
package forebay;

import org.jspecify.annotations.NullMarked;
