package forebay.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Jetty: {@code sendError(-1)} fails the exchange, which closes the connection or resets the stream. */
final class JettyAbort implements ConnectionAbort {
    @Override
    public void abort(HttpServletRequest request, HttpServletResponse response, Throwable cause) {
        try {
            ((HttpServletResponse) ConnectionAborts.unwrap(response)).sendError(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
