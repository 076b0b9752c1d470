package forebay.bench;

import forebay.exchange.Exchange;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes 1 KiB with the fields of a hit, as cheaply as a servlet can: what a hit is compared with. */
final class BytesServlet extends HttpServlet {
    /** Length of the content, in bytes. */
    static final int LENGTH = 1024;

    private static final long serialVersionUID = 1L;

    private final byte[] content = content();

    /** The content that every server of the bench sends. */
    static byte[] content() {
        byte[] content = new byte[LENGTH];
        java.util.Arrays.fill(content, (byte) 'x');
        return content;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(200);
        if (request.getAttribute(Exchange.ATTRIBUTE) == null) {
            response.setHeader("X-Request-Id", "0123456789abcdef0123456789abcdef");
        }
        response.addHeader("Content-Type", "text/plain");
        response.addHeader("Cache-Control", OriginServlet.STORABLE);
        response.addHeader("ETag", OriginServlet.ETAG);
        response.setHeader("Content-Length", Integer.toString(LENGTH));
        response.addHeader("Via", "1.1 forebay-0123abcd");
        response.setHeader("Age", "12");
        response.addHeader("Cache-Status", "forebay; hit; ttl=3588");
        response.getOutputStream().write(content);
    }
}
