package forebay.edge;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Undertow, in WildFly: closes the connection, then lets go of the request, as its own proxy does. */
final class UndertowAbort implements ConnectionAbort {
    @Override
    public void abort(HttpServletRequest request, HttpServletResponse response, Throwable cause) {
        ServletResponse inner = ConnectionAborts.unwrap(response);
        try {
            Object exchange = inner.getClass().getMethod("getExchange").invoke(inner);
            Object connection = exchange.getClass().getMethod("getConnection").invoke(exchange);
            ((Closeable) connection).close();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Undertow's response can not be aborted", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ServletRequest plain = ConnectionAborts.unwrap(request);
            if (plain.isAsyncStarted()) {
                plain.getAsyncContext().complete();
            }
        }
    }
}
