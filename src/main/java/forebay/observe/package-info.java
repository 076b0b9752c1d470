/**
 * Readers of finished exchanges: AccessLog and Metrics, told through ExchangeListeners. Readings is the port by which
 * metrics and the status page see what other parts count themselves. Read Metrics first; forebay.admin shows it.
 */
@NullMarked
package forebay.observe;

import org.jspecify.annotations.NullMarked;
