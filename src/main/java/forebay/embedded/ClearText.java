package forebay.embedded;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Requests of the port without TLS. A target may name https there (RFC 9112 §3.2.2, RFC 9113 §8.3.1), and the library
 * takes its word for that; whether the request is secure is known by the connection. What becomes of it, the guard says.
 */
final class ClearText implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable responseFields) {
        return HttpScheme.HTTPS.is(request.getHttpURI().getScheme()) ? new Unsecured(request) : request;
    }

    private static final class Unsecured extends Request.Wrapper {
        Unsecured(Request request) {
            super(request);
        }

        @Override
        public boolean isSecure() {
            return false;
        }
    }
}
