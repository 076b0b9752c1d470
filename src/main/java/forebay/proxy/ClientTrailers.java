package forebay.proxy;

import forebay.exchange.Exchange;
import forebay.exchange.ForwardedTrailers;
import forebay.http.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** The trailer section of a request (RFC 9110 §6.5), for who has read its content to the end. */
final class ClientTrailers {
    /** Of the section as HTTP/1.1 writes it; the client library has one buffer for it. */
    static final int MOST_BYTES = 4000;
    /** For the colon, the space and the end of a line. */
    private static final int LINE_BYTES = 4;

    private final HttpServletRequest request;
    private final Exchange exchange;

    ClientTrailers(HttpServletRequest request, Exchange exchange) {
        this.request = request;
        this.exchange = exchange;
    }

    /**
     * Those that go to the upstream; empty where the client sent none, or the container keeps them.
     *
     * @throws ClientFault where there are more than are forwarded
     */
    Fields read() throws ClientFault {
        if (!request.isTrailerFieldsReady()) {
            return Fields.EMPTY;
        }
        Map<String, String> received = request.getTrailerFields();
        if (received.isEmpty()) {
            return Fields.EMPTY;
        }
        Fields.Builder fields = Fields.builder();
        received.forEach(fields::add);
        Fields sent = ForwardedTrailers.of(exchange, fields.build());
        int bytes = 0;
        for (Fields.Line line : sent) {
            bytes += line.name().length() + line.value().length() + LINE_BYTES;
        }
        if (bytes > MOST_BYTES) {
            throw ClientFault.trailersTooLarge(MOST_BYTES);
        }
        return sent;
    }
}
