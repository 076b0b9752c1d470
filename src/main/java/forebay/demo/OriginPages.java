package forebay.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The pages of the demo's origins. Each says which origin made it, in the content and in X-Served-By. */
final class OriginPages extends Handler.Abstract {
    /** How long /slow takes. */
    private static final long SLOW_SECONDS = 2;

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String origin = request.getConnectionMetaData().getConnector().getName();
        response.getHeaders().put("X-Served-By", origin);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        switch (request.getHttpURI().getCanonicalPath()) {
            case "/cacheable" ->
                write(response, "public, max-age=60", "anybody may have this for a minute, from " + origin, callback);
            case "/personal" -> write(response, "private, no-store", fields(request, origin), callback);
            case "/slow" ->
                request.getComponents()
                        .getScheduler()
                        .schedule(
                                () -> write(response, "public, max-age=10", "slowly, from " + origin, callback),
                                SLOW_SECONDS,
                                TimeUnit.SECONDS);
            default -> write(response, "no-store", origin, callback);
        }
        return true;
    }

    private static String fields(Request request, String origin) {
        return request.getHeaders().stream()
                .map(field -> "  " + field.getName() + ": " + field.getValue())
                .collect(Collectors.joining("\n", "for you alone, from " + origin + ", which saw these fields:\n", ""));
    }

    private static void write(Response response, String cacheControl, String text, Callback callback) {
        byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, cacheControl);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length);
        response.write(true, ByteBuffer.wrap(content), callback);
    }
}
