package forebay.proxy;

/**
 * Why no answer came from an upstream, in the words of RFC 9209 §2.3, with the status that the client gets.
 *
 * <p>502 where an upstream failed, 503 where none could be reached, 504 where one was too slow.
 */
public enum ProxyError {
    /** The address's name could not be resolved (RFC 9209 §2.3.2). */
    DNS_ERROR("dns_error", 503, "No upstream can be reached"),
    /** No connection could be made for another reason than those below (§2.3.4). */
    DESTINATION_UNAVAILABLE("destination_unavailable", 503, "No upstream can be reached"),
    /** The connection was refused (§2.3.7). */
    CONNECTION_REFUSED("connection_refused", 503, "No upstream can be reached"),
    /** The connection was closed before the response head came (§2.3.8). */
    CONNECTION_TERMINATED("connection_terminated", 502, "The upstream closed the connection"),
    /** No connection was made in time (§2.3.9). */
    CONNECTION_TIMEOUT("connection_timeout", 504, "The upstream could not be connected to in time"),
    /** The response's content stopped coming (§2.3.10). */
    CONNECTION_READ_TIMEOUT("connection_read_timeout", 504, "The upstream stopped sending"),
    /** As many requests as the configuration allows are waiting already (§2.3.12). */
    CONNECTION_LIMIT_REACHED("connection_limit_reached", 503, "Too many requests wait for the upstream"),
    /** TLS could not be agreed on (§2.3.13). */
    TLS_PROTOCOL_ERROR("tls_protocol_error", 502, "No secure connection to the upstream"),
    /** The upstream's certificate is not one that is trusted for its name (§2.3.15). */
    TLS_CERTIFICATE_ERROR("tls_certificate_error", 502, "The upstream's certificate is not trusted"),
    /** The request could not be sent as it is (§2.3.16). */
    HTTP_REQUEST_ERROR("http_request_error", 502, "The request could not be forwarded"),
    /** The content ended early (§2.3.18). */
    HTTP_RESPONSE_INCOMPLETE("http_response_incomplete", 502, "The upstream's response is incomplete"),
    /** The response head was larger than the configuration allows (§2.3.19). */
    HTTP_RESPONSE_HEADER_SECTION_SIZE(
            "http_response_header_section_size", 502, "The upstream's response head is too large"),
    /** No response head came in time (§2.3.26). */
    HTTP_RESPONSE_TIMEOUT("http_response_timeout", 504, "The upstream did not answer in time"),
    /** The time for all attempts together is over (§2.3.26, which has no word of its own for it). */
    TOTAL_TIMEOUT("http_response_timeout", 504, "The request took too long"),
    /** The upstream changed the protocol without being asked to (§2.3.27). */
    HTTP_UPGRADE_FAILED("http_upgrade_failed", 502, "The upstream changed the protocol unasked"),
    /** What came was not HTTP (§2.3.28). */
    HTTP_PROTOCOL_ERROR("http_protocol_error", 502, "The upstream's response can not be understood"),
    /** The gateway itself failed (§2.3.30). */
    PROXY_INTERNAL_ERROR("proxy_internal_error", 500, "The gateway failed");

    private final String word;
    private final int status;
    private final String title;

    ProxyError(String word, int status, String title) {
        this.word = word;
        this.status = status;
        this.title = title;
    }

    /** The token in Proxy-Status. */
    public String word() {
        return word;
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** Whether the request or the gateway is to blame, so that another request may well be answered. */
    boolean ofRequest() {
        return this == HTTP_REQUEST_ERROR || this == PROXY_INTERNAL_ERROR;
    }

    /** What went wrong, in a few words, without internals. */
    public String title() {
        return title;
    }
}
