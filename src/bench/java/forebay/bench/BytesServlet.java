package forebay.bench;

import forebay.exchange.Exchange;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;

/** Writes content with the fields of a hit, as cheaply as a servlet can: what a hit is compared with. */
final class BytesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final byte[] PAGE = content(1024);
    private static final byte[] LARGE = content(100 * 1024);

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 'x');
        return content;
    }

    /** The content that every server of the bench sends: 100 KiB where the path ends in {@code large}, else 1 KiB. */
    static byte[] content(HttpServletRequest request) {
        return request.getRequestURI().endsWith("large") ? LARGE : PAGE;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] content = content(request);
        response.setStatus(200);
        if (request.getAttribute(Exchange.ATTRIBUTE) == null) {
            response.setHeader("X-Request-Id", "0123456789abcdef0123456789abcdef");
        }
        response.addHeader("Content-Type", "text/plain");
        response.addHeader("Cache-Control", OriginServlet.STORABLE);
        response.addHeader("ETag", OriginServlet.ETAG);
        response.setHeader("Content-Length", Integer.toString(content.length));
        response.addHeader("Via", "1.1 forebay-0123abcd");
        response.setHeader("Age", "12");
        response.addHeader("Cache-Status", "forebay; hit; ttl=3588");
        response.getOutputStream().write(content);
    }
}
