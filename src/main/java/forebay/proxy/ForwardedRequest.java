package forebay.proxy;

import forebay.http.Fields;
import forebay.http.RequestHead;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.api.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request of Jetty's client that goes out as it came in: the library would write the method in upper case and read
 * the target as a URI, both of which change what was signed, authorised and meant (RFC 9110 §9.1, §7.7).
 */
final class ForwardedRequest extends HttpRequest {
    /** Fields of one connection, and Expect, which this gateway answers itself (RFC 9110 §7.6.1, §10.1.1). */
    private static final Set<HttpHeader> NOT_SENT = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.PROXY_CONNECTION,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.TE,
            HttpHeader.UPGRADE,
            HttpHeader.HTTP2_SETTINGS,
            HttpHeader.EXPECT);

    private final String method;
    private final @Nullable String path;
    private final @Nullable String query;
    private boolean trailersWanted;
    private volatile @Nullable UpstreamAttempt attempt;
    private volatile @Nullable Stream stream;
    private volatile boolean refused;

    ForwardedRequest(HttpClient client, URI upstream, RequestHead head) {
        super(client, new HttpConversation(), upstream);
        this.method = head.method();
        // Apart, because the library parses the path, and a query may be anything.
        int mark = head.target().indexOf('?');
        this.path = mark < 0 ? head.target() : head.target().substring(0, mark);
        this.query = mark < 0 ? null : head.target().substring(mark + 1);
        headers(headers -> replace(headers, head.fields()));
    }

    private static void replace(HttpFields.Mutable headers, Fields fields) {
        headers.clear();
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = new HttpField(fields.name(i), fields.value(i));
            if (field.getHeader() == null || !NOT_SENT.contains(field.getHeader())) {
                headers.add(field);
            }
        }
    }

    @Override
    public String getMethod() {
        // The superclass's constructor may ask before it is known.
        return method == null ? super.getMethod() : method;
    }

    @Override
    public String getPath() {
        return path == null ? super.getPath() : path;
    }

    @Override
    public @Nullable String getQuery() {
        return query;
    }

    /** None: the target need not be a URI, and nothing here asks for one (cookies, redirects, authentication). */
    @Override
    public @Nullable URI getURI() {
        return null;
    }

    /** The client takes trailer fields (RFC 9110 §10.1.4), which an upstream by HTTP/2 is told. */
    void wantTrailers() {
        trailersWanted = true;
    }

    /** Whether it does. */
    boolean wantsTrailers() {
        return trailersWanted;
    }

    /** Says whose it is. */
    void of(UpstreamAttempt one) {
        attempt = one;
    }

    /** A stream of HTTP/2 was made for it. */
    void opened(Stream made) {
        stream = made;
    }

    /** The upstream wants nothing to do with it (RFC 9113 §7, REFUSED_STREAM). */
    void refused() {
        refused = true;
    }

    /** Whether the upstream said that it refuses it. */
    boolean isRefused() {
        return refused;
    }

    /** Whether the upstream waits for this side to read. */
    boolean isHeldBack() {
        UpstreamAttempt one = attempt;
        return one != null && one.isHeldBack();
    }

    /** The stream of HTTP/2 that it goes over; null where there is none. */
    @Nullable
    Stream stream() {
        return stream;
    }

    /** Ends the exchange with the upstream unless it has ended; its listener learns of it. */
    void giveUp(Throwable cause) {
        // The future tells only whether it had ended already.
        CompletableFuture<Boolean> unused = abort(cause);
    }
}
