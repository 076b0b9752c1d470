/**
 * The server of java -jar: Jetty around this very WAR. Loaded by a class loader of its own, outside the web
 * application.
 */
@NullMarked
package forebay.embedded;

import org.jspecify.annotations.NullMarked;
