/**
 * Effects of the cache without servlet types: the response that is arriving, its capture, the two levels of the
 * store. forebay.cache.servlet comes next.
 */
@NullMarked
package forebay.cache.flow;

import org.jspecify.annotations.NullMarked;
