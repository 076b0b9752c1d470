/**
 * forebay.yaml as validated records, all errors at once, and the watch that reloads it.
 */
@NullMarked
package forebay.config;

import org.jspecify.annotations.NullMarked;
