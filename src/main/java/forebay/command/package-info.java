/**
 * The commands of java -jar that need the web application's libraries: check, explain, key, password.
 */
@NullMarked
package forebay.command;

import org.jspecify.annotations.NullMarked;
