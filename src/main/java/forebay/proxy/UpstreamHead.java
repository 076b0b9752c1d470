package forebay.proxy;

import forebay.exchange.CachePlan.Framing;
import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.ResponseHead;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
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

    static ResponseHead of(Response response, String pseudonym) {
        String version = response.getVersion() == HttpVersion.HTTP_1_0 ? "1.0 " : "1.1 ";
        Fields passedOn = HopByHop.strip(fields(response)).plus("Via", version + pseudonym);
        return new ResponseHead(response.getStatus(), passedOn);
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
            HttpHeader header = field.getHeader();
            boolean ofHead = header == HttpHeader.CONTENT_LENGTH
                    || header == HttpHeader.TRANSFER_ENCODING
                    || header == HttpHeader.CONNECTION
                    || header == HttpHeader.SET_COOKIE
                    || header == HttpHeader.CACHE_CONTROL
                    || header == HttpHeader.CONTENT_TYPE
                    || header == HttpHeader.CONTENT_ENCODING
                    || header == HttpHeader.TRAILER;
            if (!ofHead) {
                fields.add(field.getName(), field.getValue() == null ? "" : field.getValue());
            }
        }
        return fields.build();
    }
}
