/**
 * The specifications of HTTP caching as tables of cases over real sockets: each row names its section, says what the
 * origin answers, what the client asks, and what both must see. Read Row and Play first; the tables end in Rows.
 */
@NullUnmarked
package forebay.conformance;

import org.jspecify.annotations.NullUnmarked;
