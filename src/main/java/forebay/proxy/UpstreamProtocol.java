package forebay.proxy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is spoken to the upstreams of a pool. */
public enum UpstreamProtocol {
    /** HTTP/1.1 (RFC 9112). */
    HTTP1("http1", null),
    /** HTTP/2 over TLS where the upstream agrees to it (ALPN, RFC 9113 §3.2); else HTTP/1.1. */
    H2("h2", "https"),
    /** HTTP/2 in clear text, because it is known that the upstream speaks it (RFC 9113 §3.3). */
    H2C("h2c", "http");

    private final String word;
    private final Optional<String> scheme;

    UpstreamProtocol(String word, @Nullable String scheme) {
        this.word = word;
        this.scheme = Optional.ofNullable(scheme);
    }

    /** Its word in the configuration. */
    public String word() {
        return word;
    }

    /** The scheme that an upstream's URL must have; empty where both will do. */
    public Optional<String> scheme() {
        return scheme;
    }

    /** Whether one connection may carry several requests at a time. */
    boolean multiplexes() {
        return this != HTTP1;
    }
}
