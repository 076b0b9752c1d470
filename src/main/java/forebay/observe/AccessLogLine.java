package forebay.observe;

import forebay.exchange.Attempt;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Renders an entry as one line of JSON in printable ASCII: whatever a client sends, it can neither end the line nor
 * begin another one, nor steer the terminal that shows it. For one thread.
 */
final class AccessLogLine {
    private final boolean logQuery;
    private final LogTimes times = new LogTimes();
    private final JsonFactory json = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteToo())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    /** Renders the query only where {@code logQuery} says so. */
    AccessLogLine(boolean logQuery) {
        this.logQuery = logQuery;
    }

    /** Appends the line of {@code entry}, without a line end. */
    void render(AccessLogEntry entry, OutputStream to) {
        try (JsonGenerator line = json.createGenerator(ObjectWriteContext.empty(), to)) {
            line.writeStartObject();
            request(line, entry);
            outcome(line, entry.outcome());
            if (entry.route().isPresent()) {
                line.writeStringProperty("route", entry.route().get().name());
            }
            attempts(line, entry.attempts());
            if (entry.cacheStatus().isPresent()) {
                cache(line, entry.cacheStatus().get());
            }
            if (entry.refusal().isPresent()) {
                line.writeStringProperty("refusal", entry.refusal().get());
            }
            if (entry.reported().isPresent()) {
                line.writeStringProperty("reported", entry.reported().get());
            }
            line.writeNumberProperty("generation", entry.generation());
            line.writeEndObject();
        }
    }

    private void request(JsonGenerator line, AccessLogEntry entry) {
        line.writeStringProperty("time", times.text(entry.receivedAt()));
        line.writeStringProperty("id", entry.id());
        String peer = entry.peer().getHostAddress();
        line.writeStringProperty(
                "client",
                entry.client().equals(entry.peer()) ? peer : entry.client().getHostAddress());
        line.writeStringProperty("peer", peer);
        if (entry.caller().authenticated()) {
            line.writeStringProperty("realm", entry.caller().realm());
            line.writeStringProperty("principal", entry.caller().principal());
        }
        line.writeStringProperty("method", entry.method());
        line.writeStringProperty("scheme", entry.scheme());
        line.writeStringProperty("host", entry.authority());
        String target = entry.target();
        int mark = target.indexOf('?');
        line.writeStringProperty("path", mark < 0 ? target : target.substring(0, mark));
        if (logQuery && mark >= 0) {
            line.writeStringProperty("query", target.substring(mark + 1));
        }
    }

    private static void outcome(JsonGenerator line, Exchange.Outcome outcome) {
        line.writeNumberProperty("status", outcome.status());
        line.writeNumberProperty("bytes", outcome.contentBytes());
        line.writeNumberProperty("duration_ms", millis(outcome.duration()));
        line.writeBooleanProperty("aborted", outcome.aborted());
    }

    /** {@code upstream} is the one that was tried last. */
    private static void attempts(JsonGenerator line, List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return;
        }
        line.writeStringProperty("upstream", attempts.get(attempts.size() - 1).upstream());
        line.writeArrayPropertyStart("attempts");
        for (Attempt attempt : attempts) {
            line.writeStartObject();
            line.writeStringProperty("upstream", attempt.upstream());
            line.writeStringProperty("outcome", OutcomeWords.of(attempt.outcome()));
            if (attempt.status().isPresent()) {
                line.writeNumberProperty("status", attempt.status().getAsInt());
            }
            line.writeNumberProperty("duration_ms", millis(attempt.duration()));
            line.writeEndObject();
        }
        line.writeEndArray();
    }

    /** The parameters of RFC 9211 §2, less the key, which holds the query. */
    private static void cache(JsonGenerator line, CacheStatus status) {
        line.writeObjectPropertyStart("cache");
        line.writeBooleanProperty("hit", status.hit());
        if (status.forward().isPresent()) {
            line.writeStringProperty("fwd", status.forward().get().word());
        }
        if (status.forwardStatus().isPresent()) {
            line.writeNumberProperty("fwd_status", status.forwardStatus().getAsInt());
        }
        line.writeBooleanProperty("stored", status.stored());
        line.writeBooleanProperty("collapsed", status.collapsed());
        if (status.ttlSeconds().isPresent()) {
            line.writeNumberProperty("ttl", status.ttlSeconds().getAsLong());
        }
        if (status.detail().isPresent()) {
            line.writeStringProperty("detail", status.detail().get());
        }
        line.writeEndObject();
    }

    /** Milliseconds to the microsecond. */
    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 1000, 3);
    }

    /** JSON leaves U+007F as it is; terminals do not. */
    private static final class DeleteToo extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int[] CODES = CharacterEscapes.standardAsciiEscapesForJSON();

        static {
            CODES[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
        }

        /** Asked for with every line, and only read: one array serves all. */
        @Override
        public int[] getEscapeCodesForAscii() {
            return CODES;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
