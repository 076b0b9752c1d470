/**
 * Health, metrics and the status page, below /_forebay. AdminServlet serves them; GatewayStatus is what it asks of the
 * gateway; the page itself is in webapp/dashboard.
 */
@NullMarked
package forebay.admin;

import org.jspecify.annotations.NullMarked;
