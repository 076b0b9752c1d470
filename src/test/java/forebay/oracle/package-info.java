/**
 * Generated histories of requests and responses, decided by this cache and by another one; every difference is of a
 * class that a section of the specifications settles. Read OracleTest first.
 */
@NullUnmarked
package forebay.oracle;

import org.jspecify.annotations.NullUnmarked;
