package forebay.route;

import forebay.http.Fields;
import java.util.Optional;

/** What of a request its route is chosen by; asked only as far as the routes of its host and path need it. */
public interface RoutedRequest {
    /** The authority's host in lower case, without port. */
    String host();

    /** The method as received. */
    String method();

    /** The fields as received. */
    Fields fields();

    /** The raw query without its question mark. */
    Optional<String> query();
}
