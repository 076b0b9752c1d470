/**
 * Three small origins to try the gateway with.
 */
@NullMarked
package forebay.demo;

import org.jspecify.annotations.NullMarked;
