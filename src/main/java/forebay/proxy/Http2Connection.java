package forebay.proxy;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.transport.internal.HttpChannelOverHTTP2;
import org.eclipse.jetty.http2.client.transport.internal.HttpConnectionOverHTTP2;

/**
 * One connection of HTTP/2 to an upstream: what Host would say stands in {@code :authority} (RFC 9113 §8.3.1),
 * and TE says no more than that trailer fields are taken (§8.2.2).
 */
final class Http2Connection extends HttpConnectionOverHTTP2 {
    Http2Connection(Destination destination, Session session, HTTP2Connection connection) {
        super(destination, session, connection);
    }

    @Override
    protected void normalizeRequest(HttpRequest request) {
        super.normalizeRequest(request);
        if (request.getPort() > 0) {
            String host = request.getHeaders().get(HttpHeader.HOST);
            // As it is, with the port that it may have, as the library takes the name; then no port is added.
            request.host(host == null ? getHttpDestination().getHostField().getValue() : host)
                    .port(0);
            boolean trailers = request instanceof ForwardedRequest forwarded && forwarded.wantsTrailers();
            request.headers(fields -> {
                fields.remove(HttpHeader.HOST);
                if (trailers) {
                    fields.add(HttpHeader.TE, "trailers");
                }
            });
        }
    }

    @Override
    protected HttpChannelOverHTTP2 newHttpChannel() {
        return new Http2Channel(this);
    }

    /**
     * Closes it, if it carries no requests: the pool wants that while it does, when it has counted a connection that is
     * going away once too often. Those that it carries then end first, and it with them or with its idle time.
     */
    @Override
    public void close() {
        if (!getHttpClient().isRunning() || getSession().getStreams().isEmpty()) {
            super.close();
        }
    }

    /** There is no connection any more. */
    void ended() {
        super.close();
    }

    /** Takes no further request; those that it carries go on. */
    void retire() {
        getHttpDestination().remove(this);
    }
}
