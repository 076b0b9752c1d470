package forebay.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The origin: below /stored what may be stored, elsewhere what may not; as much of it as the path says. */
final class OriginServlet extends HttpServlet {
    static final String STORABLE = "public, max-age=3600";
    static final String ETAG = "\"bench\"";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] content = BytesServlet.content(request);
        response.addHeader("Content-Type", "text/plain");
        boolean stored = request.getRequestURI().startsWith("/stored");
        response.addHeader("Cache-Control", stored ? STORABLE : "no-store");
        response.addHeader("ETag", ETAG);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
