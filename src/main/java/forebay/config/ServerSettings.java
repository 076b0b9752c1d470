package forebay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The server of {@code java -jar forebay.war}; a container that the WAR is deployed into has its own.
 *
 * @param address the address to listen on
 * @param port clear-text port (HTTP/1.1 and h2c); 0 for any free one
 * @param tls the TLS port's settings; empty for none
 * @param maxRequestHeadBytes largest request head, in bytes; more is 431
 * @param idle how long a connection may be silent
 * @param drain how long requests in flight may take to end when the server stops
 */
public record ServerSettings(
        String address, int port, Optional<Tls> tls, int maxRequestHeadBytes, Duration idle, Duration drain) {
    /**
     * TLS with HTTP/1.1 and HTTP/2 by ALPN. Either a key store, or a certificate chain and a key in PEM files.
     *
     * @param port the port; 0 for any free one
     * @param keyStore PKCS#12 or JKS file
     * @param keyStorePassword its password
     * @param certificate PEM file with the certificate chain
     * @param key PEM file with the private key (PKCS#8)
     * @param keyPassword what the key is encrypted by
     */
    public record Tls(
            int port,
            Optional<Path> keyStore,
            Optional<String> keyStorePassword,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> keyPassword) {
        /** Without the passwords. */
        @Override
        public String toString() {
            return "Tls[port=" + port + ", keyStore=" + keyStore + ", keyStorePassword="
                    + (keyStorePassword.isPresent() ? "set" : "none") + ", certificate=" + certificate + ", key=" + key
                    + "]";
        }
    }
}
