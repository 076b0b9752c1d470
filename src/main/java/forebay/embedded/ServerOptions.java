package forebay.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the server listens. Mirrors the server part of forebay.yaml, which is read behind another class loader and
 * arrives as strings.
 *
 * @param address the address to listen on
 * @param port clear-text port (HTTP/1.1 and h2c); 0 for any free one
 * @param tls the TLS port; empty for none
 * @param maxRequestHeadBytes largest request head, in bytes; more is 431
 * @param idle how long a connection may be silent
 * @param drain how long requests in flight may take to end when the server stops
 */
public record ServerOptions(
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
            Optional<String> keyPassword) {}

    /**
     * The options in a map of strings: numbers in decimal, durations as ISO 8601, an absent key for an absent value.
     * Keys are {@code address}, {@code port}, {@code max-request-head-bytes}, {@code idle}, {@code drain}, and below
     * {@code tls.} where there is TLS: {@code port}, {@code key-store}, {@code key-store-password},
     * {@code certificate}, {@code key}, {@code key-password}.
     */
    public static ServerOptions of(Map<String, String> settings) {
        return new ServerOptions(
                required(settings, "address"),
                Integer.parseInt(required(settings, "port")),
                optional(settings, "tls.port").map(port -> tls(Integer.parseInt(port), settings)),
                Integer.parseInt(required(settings, "max-request-head-bytes")),
                Duration.parse(required(settings, "idle")),
                Duration.parse(required(settings, "drain")));
    }

    private static Tls tls(int port, Map<String, String> settings) {
        return new Tls(
                port,
                optional(settings, "tls.key-store").map(Path::of),
                optional(settings, "tls.key-store-password"),
                optional(settings, "tls.certificate").map(Path::of),
                optional(settings, "tls.key").map(Path::of),
                optional(settings, "tls.key-password"));
    }

    private static String required(Map<String, String> settings, String key) {
        return optional(settings, key).orElseThrow(() -> new IllegalArgumentException("no setting " + key));
    }

    private static Optional<String> optional(Map<String, String> settings, String key) {
        return Optional.ofNullable(settings.get(key));
    }
}
