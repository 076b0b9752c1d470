/**
 * What the servlet-side steps share: finding the exchange, answering a problem, writing to the client, ending a
 * response that failed. forebay.guard comes next.
 */
@NullMarked
package forebay.edge;

import org.jspecify.annotations.NullMarked;
