package forebay.edge;

import forebay.exchange.Exchange;
import forebay.http.Fields;
import forebay.http.ResponseHead;
import jakarta.servlet.http.HttpServletResponse;

/** Hands the head of a response to the container, line by line as it is. */
final class HeadWriter {
    private HeadWriter() {}

    /** Writes {@code head} with what the route changes in it. */
    static void write(Exchange exchange, ResponseHead head, HttpServletResponse response) {
        response.setStatus(head.status());
        Fields fields = exchange.outgoing(head.fields());
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            switch (name.length()) {
                case 4, 6 -> {
                    // The container may have put its own Date and Server already.
                    if (name.equalsIgnoreCase("Date") || name.equalsIgnoreCase("Server")) {
                        response.setHeader(name, fields.value(i));
                    } else {
                        response.addHeader(name, fields.value(i));
                    }
                }
                case 12 -> {
                    // The gateway's request id stands; an upstream's echo of it would be a second one.
                    if (!name.equalsIgnoreCase("X-Request-Id") || !response.containsHeader(name)) {
                        response.addHeader(name, fields.value(i));
                    }
                }
                case 14 -> {
                    // RFC 9110 §8.6: no Content-Length in a 204.
                    if (head.status() != 204 || !name.equalsIgnoreCase("Content-Length")) {
                        response.addHeader(name, fields.value(i));
                    }
                }
                default -> response.addHeader(name, fields.value(i));
            }
        }
    }
}
