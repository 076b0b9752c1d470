/** Upstreams that fail while requests come steadily: real processes, killed, stopped and worse. */
@NullMarked
package forebay.faults;

import org.jspecify.annotations.NullMarked;
