/**
 * What {@code java -jar forebay.war} runs first, with classes of the JDK alone: unpacks the libraries that the WAR
 * carries and hands over to the command that was asked for. No annotation here may need a library.
 */
package forebay.boot;
