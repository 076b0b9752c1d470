package forebay.embedded;

import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code OPTIONS *}, which asks about the server as a whole (RFC 9110 §9.3.7): with the methods that it takes
 * anywhere, and with nothing else. It names no path, so it never reaches a web application, nor any upstream behind it.
 */
final class WholeServer extends Handler.Wrapper {
    private static final String ASTERISK = "*";

    private final Supplier<String> methods;

    /**
     * In front of {@code application}.
     *
     * @param methods the methods that it takes, as Allow has them; empty where it does not say
     */
    WholeServer(Handler application, Supplier<String> methods) {
        super(application);
        this.methods = methods;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!isAsked(request)) {
            return super.handle(request, response, callback);
        }
        response.setStatus(HttpStatus.NO_CONTENT_204);
        String allowed = methods.get();
        if (!allowed.isEmpty()) {
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
        }
        callback.succeeded();
        return true;
    }

    private static boolean isAsked(Request request) {
        HttpURI target = request.getHttpURI();
        return HttpMethod.OPTIONS.is(request.getMethod())
                && ASTERISK.equals(target.getPathQuery())
                && target.getFragment() == null;
    }
}
