package forebay.proxy;

import forebay.exchange.Attempt.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.RetryableRequestException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http2.RetryableStreamException;

/** What the client library's failures mean. */
final class Failures {
    /** Why nothing was sent. Without a stack trace: in an outage or an overload it is said of every request. */
    private static final class NotTried extends Exception {
        private static final long serialVersionUID = 1L;

        NotTried(String message) {
            super(message, null, false, false);
        }
    }

    private Failures() {}

    /** Nothing was sent: no connection carried the request. */
    static UpstreamFailure connecting(Throwable cause) {
        if (cause instanceof UpstreamFailure known) {
            return known;
        }
        return new UpstreamFailure(connectError(cause), Outcome.CONNECT_FAILED, cause);
    }

    /** Nothing was tried: no upstream of the pool is open to requests. */
    static UpstreamFailure noneAvailable(String pool) {
        return new UpstreamFailure(
                ProxyError.DESTINATION_UNAVAILABLE,
                Outcome.CONNECT_FAILED,
                new NotTried("no upstream of pool " + pool + " is open to requests"));
    }

    /** Nothing was tried: all places are taken, and it was waited long enough. */
    static UpstreamFailure full(String pool) {
        return new UpstreamFailure(
                ProxyError.CONNECTION_LIMIT_REACHED, Outcome.CONNECT_FAILED, new NotTried("pool " + pool + " is full"));
    }

    /** The time for the whole request is over. */
    static UpstreamFailure late() {
        return new UpstreamFailure(ProxyError.TOTAL_TIMEOUT, Outcome.TIMED_OUT, new TimeoutException("total-timeout"));
    }

    private static ProxyError connectError(Throwable cause) {
        if (cause instanceof RejectedExecutionException) {
            return ProxyError.CONNECTION_LIMIT_REACHED;
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return ProxyError.CONNECTION_TIMEOUT;
        }
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return ProxyError.DNS_ERROR;
        }
        if (cause instanceof SSLException || ofHandshake(cause)) {
            return untrusted(cause) ? ProxyError.TLS_CERTIFICATE_ERROR : ProxyError.TLS_PROTOCOL_ERROR;
        }
        return cause instanceof ConnectException ? ProxyError.CONNECTION_REFUSED : ProxyError.DESTINATION_UNAVAILABLE;
    }

    /** Whether TLS could not be agreed on. */
    static boolean ofHandshake(Throwable failure) {
        return causedBy(SSLHandshakeException.class, failure);
    }

    private static boolean untrusted(Throwable failure) {
        return causedBy(CertificateException.class, failure);
    }

    private static boolean causedBy(Class<? extends Throwable> type, Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The upstream has not done anything about the request (RFC 9113 §8.7).
     *
     * @param atOnce whether a connection that ended is all that there was
     */
    static UpstreamFailure unprocessed(Throwable cause, boolean atOnce) {
        return new UpstreamFailure(
                ProxyError.DESTINATION_UNAVAILABLE,
                Outcome.CONNECT_FAILED,
                cause,
                atOnce ? UpstreamFailure.Unprocessed.CLOSED : UpstreamFailure.Unprocessed.REFUSED);
    }

    /** Whether the upstream said that it closes the connection, and that it has not looked at this request. */
    static boolean aboveLastStream(Throwable failure) {
        return causedBy(RetryableRequestException.class, failure) || causedBy(RetryableStreamException.class, failure);
    }

    /** A connection carried the request, or a part of it, and no final head came. */
    static UpstreamFailure beforeHead(Throwable cause) {
        if (cause instanceof UpstreamFailure known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new UpstreamFailure(ProxyError.HTTP_RESPONSE_TIMEOUT, Outcome.TIMED_OUT, cause);
        }
        if (cause instanceof HttpResponseException) {
            return new UpstreamFailure(badHead(cause), Outcome.BAD_RESPONSE, cause);
        }
        if (cause instanceof IllegalArgumentException) {
            return new UpstreamFailure(ProxyError.HTTP_REQUEST_ERROR, Outcome.BAD_RESPONSE, cause);
        }
        ProxyError error =
                cause instanceof IOException ? ProxyError.CONNECTION_TERMINATED : ProxyError.PROXY_INTERNAL_ERROR;
        return new UpstreamFailure(error, Outcome.BROKEN_BEFORE_HEAD, cause);
    }

    private static ProxyError badHead(Throwable failure) {
        // The library has no type or code for it (its code is the response's status).
        return failure.getCause() instanceof HttpException bad
                        && bad.getReason() != null
                        && bad.getReason().startsWith("Response Header Bytes")
                ? ProxyError.HTTP_RESPONSE_HEADER_SECTION_SIZE
                : ProxyError.HTTP_PROTOCOL_ERROR;
    }

    /** The final head came, the content did not to its end. */
    static UpstreamFailure afterHead(Throwable cause) {
        if (cause instanceof UpstreamFailure known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new UpstreamFailure(ProxyError.CONNECTION_READ_TIMEOUT, Outcome.TIMED_OUT, cause);
        }
        return new UpstreamFailure(ProxyError.HTTP_RESPONSE_INCOMPLETE, Outcome.BROKEN_AFTER_HEAD, cause);
    }
}
