package forebay.proxy;

import forebay.exchange.CachePlan.Framing;
import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.ResponseHead;
import forebay.http.Trailers;
import java.util.OptionalLong;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;

/**
 * An upstream's response head as it is passed on: raw values in order, less the fields of the connection that it
 * came over (RFC 9110 §7.6.1), with this gateway added to Via (§7.6.3).
 */
final class UpstreamHead {
    /** More field lines than any server sends, fewer than any container's response buffer fails at. */
    static final int MOST_FIELDS = 500;

    private UpstreamHead() {}

    /** Whether it has more field lines than are passed on. */
    static boolean tooManyFields(Response response) {
        return response.getHeaders().size() > MOST_FIELDS;
    }

    /**
     * Whether its content is in another transfer coding than chunked. None is asked for, and passed on without the name of
     * the coding, which is of the connection, the content would be something else (RFC 9112 §6.1, §7.3).
     */
    static boolean coded(Response response) {
        HttpField coding = response.getHeaders().getField(HttpHeader.TRANSFER_ENCODING);
        return coding != null && !HttpHeaderValue.CHUNKED.is(coding.getValue());
    }

    static ResponseHead of(Response response, String pseudonym) {
        Fields passedOn = HopByHop.strip(fields(response)).plus("Via", version(response) + " " + pseudonym);
        return new ResponseHead(response.getStatus(), passedOn);
    }

    /** As Via has it; a major version without minor ones counts as its version 0 (RFC 9110 §2.5). */
    private static String version(Response response) {
        return switch (response.getVersion()) {
            case HTTP_1_0 -> "1.0";
            case HTTP_2 -> "2.0";
            default -> "1.1";
        };
    }

    /**
     * How many bytes of content were announced where the library does not hold the upstream to it: at the end of a
     * stream by HTTP/2 (RFC 9113 §8.1.1).
     */
    static OptionalLong announced(String method, Response response) {
        if (response.getVersion() != HttpVersion.HTTP_2 || framing(method, response) == Framing.NONE) {
            return OptionalLong.empty();
        }
        long length = response.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** The field lines as they came. */
    static Fields fields(Response response) {
        Fields.Builder fields = Fields.builder();
        for (HttpField field : response.getHeaders()) {
            String value = field.getValue();
            fields.add(field.getName(), value == null ? "" : value);
        }
        return fields.build();
    }

    /** How the end of the content can be told (RFC 9112 §6.3). */
    static Framing framing(String method, Response response) {
        int status = response.getStatus();
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return Framing.NONE;
        }
        HttpFields headers = response.getHeaders();
        boolean delimited = response.getVersion().compareTo(HttpVersion.HTTP_1_1) > 0
                || headers.contains(HttpHeader.CONTENT_LENGTH)
                || headers.contains(HttpHeader.TRANSFER_ENCODING);
        return delimited ? Framing.DELIMITED : Framing.CLOSE_DELIMITED;
    }

    /** Trailer fields less those that only a head may carry (RFC 9110 §6.5.1). */
    static Fields trailers(Response response) {
        HttpFields trailers = response.getTrailers();
        if (trailers == null || trailers.size() == 0) {
            return Fields.EMPTY;
        }
        Fields.Builder fields = Fields.builder();
        for (HttpField field : trailers) {
            fields.add(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return Trailers.passedOn(fields.build());
    }
}
