/**
 * The cache as a servlet filter: asks the rules, serves what is stored, leaves a plan for what goes forward.
 * forebay.proxy comes next.
 */
@NullMarked
package forebay.cache.servlet;

import org.jspecify.annotations.NullMarked;
