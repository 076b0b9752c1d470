package forebay.support;

import forebay.http.Fields;
import forebay.route.RoutedRequest;
import java.util.Optional;

/** A request for a router. */
public record RequestSample(String host, String method, Fields fields, Optional<String> query)
        implements RoutedRequest {
    /** A GET without fields and query. */
    public static RequestSample of(String host) {
        return new RequestSample(host, "GET", Fields.EMPTY, Optional.empty());
    }

    /** The same with another method. */
    public RequestSample method(String other) {
        return new RequestSample(host, other, fields, query);
    }

    /** The same with these fields. */
    public RequestSample with(String... namesAndValues) {
        return new RequestSample(host, method, Fields.of(namesAndValues), query);
    }

    /** The same with a query. */
    public RequestSample query(String raw) {
        return new RequestSample(host, method, fields, Optional.of(raw));
    }
}
