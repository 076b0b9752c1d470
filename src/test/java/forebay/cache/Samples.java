package forebay.cache;

import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests and responses for tests: asked for and received at {@link #T}, unless said otherwise. */
public final class Samples {
    /** When responses are asked for, made and received. */
    public static final Instant T = Instant.parse("2026-11-23T12:00:00Z");

    /** {@link #T} as it stands in Date. */
    public static final String DATE = "Mon, 23 Nov 2026 12:00:00 GMT";

    /** Rules of a route with nothing special. */
    public static final CacheRules RULES = new CacheRules("route", 1, CachePolicy.RFC, false, 1_000);

    /** The URI of every request here. */
    public static final PlainUri URI = PlainUri.of("http", "a.test", "/x", Optional.of("q=1"));

    private Samples() {}

    /** A GET by nobody in particular with these fields, as names and values. */
    public static CacheRequest get(String... fields) {
        return request("GET", fields);
    }

    /** A request by nobody in particular. */
    public static CacheRequest request(String method, String... fields) {
        return request(RULES, false, method, fields);
    }

    /** A request. */
    public static CacheRequest request(CacheRules rules, boolean authenticated, String method, String... fields) {
        return request(rules, authenticated ? Presented.VERIFIED : Presented.NOTHING, method, fields);
    }

    /** A request. */
    static CacheRequest request(CacheRules rules, Presented presented, String method, String... fields) {
        RequestHead head = new RequestHead(method, "http", "a.test", "/x?q=1", Fields.of(fields));
        return new CacheRequest(rules, CacheKey.of(rules, URI), head, presented, false);
    }

    /** A 200 without Date; lines as in a message ({@code Name: value}), parted by {@code ;}. */
    public static ResponseHead head(int status, String lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines.split(";", -1)) {
            if (!line.isBlank()) {
                int colon = line.indexOf(':');
                fields.add(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return new ResponseHead(status, fields.build());
    }

    /** A stored 200 made and received at {@link #T}, with the content {@code content}. */
    public static StoredResponse stored(String lines) {
        return stored("Date: " + DATE + ";" + lines, SelectingFields.NONE, T);
    }

    /** A stored 200 received at {@code time}, without Date unless {@code lines} have one. */
    public static StoredResponse stored(String lines, SelectingFields selecting, Instant time) {
        return StoredResponse.of(
                CachePolicy.RFC, head(200, lines), at(time), selecting, content("content", time.toEpochMilli()));
    }

    /** Asked for and received at once. */
    public static Receipt at(Instant time) {
        return new Receipt(time, time, Stamp.NONE);
    }

    /** Content in one chunk. */
    public static StoredContent content(String text, long id) {
        return StoredContent.of(new ContentId(0, id), List.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
