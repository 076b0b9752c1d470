/**
 * Certificates and keys in PEM files, for the ports of {@code java -jar} and for upstreams that want to know the gateway.
 * Start with {@link forebay.pem.PemKeyStore}.
 */
@NullMarked
package forebay.pem;

import org.jspecify.annotations.NullMarked;
