package forebay.embedded;

import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers what never reached the web application, such as a malformed request line, as problem+json (RFC 9457) without
 * internals.
 */
final class ProblemErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String title = HttpStatus.getMessage(code);
        String problem = "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + code + ",\"code\":\""
                + code(code, title) + "\"}\n";
        if (request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion()) {
            // What follows on the connection can not be told apart (RFC 9112 §9.3), or the server is stopping.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        Content.Sink.write(response, true, problem, callback);
    }

    /** An answer to any method has content, and closes the connection where it must. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    /** The word that the gateway's own guard has for it, else the reason phrase as a word. */
    private static String code(int status, String title) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414 -> "target-too-long";
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "field-size";
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> "protocol-version";
            default -> title.toLowerCase(Locale.ROOT).replace(' ', '-');
        };
    }
}
