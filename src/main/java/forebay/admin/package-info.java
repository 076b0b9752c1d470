/**
 * Health, metrics and the status page, below /_forebay.
 */
@NullMarked
package forebay.admin;

import org.jspecify.annotations.NullMarked;
