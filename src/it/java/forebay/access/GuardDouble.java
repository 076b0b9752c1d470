package forebay.access;

import forebay.exchange.Exchange;
import forebay.exchange.Generation;
import forebay.http.CanonicalTarget;
import forebay.http.Fields;
import forebay.http.RequestHead;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Begins an exchange as the guard does. */
final class GuardDouble extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private final transient Queue<Exchange> exchanges;

    /** A guard that tells of the exchanges that it begins. */
    GuardDouble(Queue<Exchange> exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Fields.Builder fields = Fields.builder();
        Collections.list(request.getHeaderNames())
                .forEach(name -> Collections.list(request.getHeaders(name)).forEach(value -> fields.add(name, value)));
        String path = request.getRequestURI();
        InetAddress address = InetAddress.getByName(request.getRemoteAddr());
        Exchange.Arrival arrival = new Exchange.Arrival(
                "id-1",
                new RequestHead(request.getMethod(), "http", "test", path, fields.build()),
                new CanonicalTarget(path, path, path, Optional.empty(), List.of(path)),
                address,
                address,
                Optional.empty(),
                Instant.EPOCH,
                0,
                "1.1");
        Exchange exchange = new Exchange(new Generation(1, Map.of(), () -> {}), arrival, ended -> {});
        exchanges.add(exchange);
        request.setAttribute(Exchange.ATTRIBUTE, exchange);
        chain.doFilter(request, response);
    }
}
