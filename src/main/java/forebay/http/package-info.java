/**
 * The words of RFC 9110 as pure values: heads, fields, dates, tags, directives, targets. No I/O, no clock. Read Fields
 * first; forebay.route comes next.
 */
@NullMarked
package forebay.http;

import org.jspecify.annotations.NullMarked;
