/**
 * Readers of finished exchanges: access log and metrics.
 */
@NullMarked
package forebay.observe;

import org.jspecify.annotations.NullMarked;
