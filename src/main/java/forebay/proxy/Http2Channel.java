package forebay.proxy;

import java.io.EOFException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.transport.internal.HttpChannelOverHTTP2;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PushPromiseFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** One exchange at a time over a stream of HTTP/2; tells the attempt what it must know of the stream. */
final class Http2Channel extends HttpChannelOverHTTP2 {
    private final Http2Connection connection;
    private final Stream.Listener told;

    Http2Channel(Http2Connection connection) {
        super(connection, connection.getSession());
        this.connection = connection;
        this.told = new Telling(super.getStreamListener());
    }

    @Override
    public Stream.Listener getStreamListener() {
        return told;
    }

    /** The request that goes over the stream; null where there is none any more, or it is a health check. */
    private @Nullable ForwardedRequest request() {
        HttpExchange exchange = getHttpExchange();
        return exchange != null && exchange.getRequest() instanceof ForwardedRequest request ? request : null;
    }

    /** Hands everything on to the library's own listener. */
    private final class Telling implements Stream.Listener {
        private final Stream.Listener library;
        private volatile boolean headCame;

        Telling(Stream.Listener library) {
            this.library = library;
        }

        @Override
        public void onNewStream(Stream stream) {
            headCame = false;
            ForwardedRequest request = request();
            if (request != null) {
                request.opened(stream);
            }
            library.onNewStream(stream);
        }

        @Override
        public void onHeaders(Stream stream, HeadersFrame frame, Callback callback) {
            headCame |=
                    frame.getMetaData() instanceof MetaData.Response head && !HttpStatus.isInterim(head.getStatus());
            library.onHeaders(stream, frame, callback);
        }

        @Override
        public Stream.@Nullable Listener onPush(Stream stream, PushPromiseFrame frame) {
            return library.onPush(stream, frame);
        }

        @Override
        public void onDataAvailable(Stream stream, boolean dispatch) {
            library.onDataAvailable(stream, dispatch);
        }

        @Override
        public void onReset(Stream stream, ResetFrame frame, Callback callback) {
            ForwardedRequest request = request();
            if (request != null && frame.getError() == ErrorCode.REFUSED_STREAM_ERROR.code) {
                request.refused();
            }
            library.onReset(stream, frame, callback);
        }

        /** A client that does not read is no fault of the upstream; an upstream that is silent may be gone. */
        @Override
        public void onIdleTimeout(Stream stream, TimeoutException late, Promise<Boolean> promise) {
            ForwardedRequest request = request();
            if (request != null && request.isHeldBack()) {
                promise.succeeded(false);
                return;
            }
            connection.retire();
            library.onIdleTimeout(stream, late, promise);
        }

        /** Where the library ended a stream itself because its content is not as announced, it tells nobody else. */
        @Override
        public void onClosed(Stream stream) {
            ForwardedRequest request = request();
            if (request != null && headCame && stream.isReset() && !isLastDataReceived()) {
                request.giveUp(new EOFException("the stream broke the protocol"));
            }
            library.onClosed(stream);
        }

        @Override
        public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
            library.onFailure(stream, error, reason, failure, callback);
        }
    }
}
