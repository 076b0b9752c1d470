package forebay.observe;

import forebay.exchange.Attempt;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import java.time.Duration;
import java.util.List;

/**
 * Renders an entry as one line of JSON in printable ASCII: whatever a client sends, it can neither end the line nor
 * begin another one, nor steer the terminal that shows it. For one thread.
 */
final class AccessLogLine {
    private static final byte[] TIME = JsonLines.name("time");
    private static final byte[] ID = JsonLines.name("id");
    private static final byte[] CLIENT = JsonLines.name("client");
    private static final byte[] PEER = JsonLines.name("peer");
    private static final byte[] REALM = JsonLines.name("realm");
    private static final byte[] PRINCIPAL = JsonLines.name("principal");
    private static final byte[] METHOD = JsonLines.name("method");
    private static final byte[] SCHEME = JsonLines.name("scheme");
    private static final byte[] HOST = JsonLines.name("host");
    private static final byte[] PATH = JsonLines.name("path");
    private static final byte[] QUERY = JsonLines.name("query");
    private static final byte[] STATUS = JsonLines.name("status");
    private static final byte[] BYTES = JsonLines.name("bytes");
    private static final byte[] RECEIVED = JsonLines.name("received");
    private static final byte[] DURATION_MS = JsonLines.name("duration_ms");
    private static final byte[] ABORTED = JsonLines.name("aborted");
    private static final byte[] ROUTE = JsonLines.name("route");
    private static final byte[] UPSTREAM = JsonLines.name("upstream");
    private static final byte[] ATTEMPTS = JsonLines.name("attempts");
    private static final byte[] OUTCOME = JsonLines.name("outcome");
    private static final byte[] CACHE = JsonLines.name("cache");
    private static final byte[] HIT = JsonLines.name("hit");
    private static final byte[] FWD = JsonLines.name("fwd");
    private static final byte[] FWD_STATUS = JsonLines.name("fwd_status");
    private static final byte[] STORED = JsonLines.name("stored");
    private static final byte[] COLLAPSED = JsonLines.name("collapsed");
    private static final byte[] TTL = JsonLines.name("ttl");
    private static final byte[] DETAIL = JsonLines.name("detail");
    private static final byte[] REFUSAL = JsonLines.name("refusal");
    private static final byte[] REPORTED = JsonLines.name("reported");
    private static final byte[] BEHIND = JsonLines.name("behind");
    private static final byte[] GENERATION = JsonLines.name("generation");

    private final boolean logQuery;
    private final LogTimes times = new LogTimes();

    /** Renders the query only where {@code logQuery} says so. */
    AccessLogLine(boolean logQuery) {
        this.logQuery = logQuery;
    }

    /** Appends the line of {@code entry}, without a line end. */
    void render(AccessLogEntry entry, JsonLines line) {
        line.beginObject();
        request(line, entry);
        outcome(line, entry.outcome());
        if (entry.receivedBytes().isPresent()) {
            line.member(RECEIVED).number(entry.receivedBytes().getAsLong());
        }
        if (entry.route().isPresent()) {
            line.member(ROUTE).text(entry.route().get().name());
        }
        attempts(line, entry.attempts());
        if (entry.cacheStatus().isPresent()) {
            cache(line, entry.cacheStatus().get());
        }
        if (entry.refusal().isPresent()) {
            line.member(REFUSAL).text(entry.refusal().get());
        }
        if (entry.reported().isPresent()) {
            line.member(REPORTED).text(entry.reported().get());
        }
        if (entry.parent().isPresent()) {
            line.member(BEHIND).text(entry.parent().get());
        }
        line.member(GENERATION).number(entry.generation()).endObject();
    }

    private void request(JsonLines line, AccessLogEntry entry) {
        line.member(TIME).text(times.text(entry.receivedAt()));
        line.member(ID).text(entry.id());
        String peer = entry.peer().getHostAddress();
        line.member(CLIENT)
                .text(
                        entry.client().equals(entry.peer())
                                ? peer
                                : entry.client().getHostAddress());
        line.member(PEER).text(peer);
        if (entry.caller().authenticated()) {
            line.member(REALM).text(entry.caller().realm());
            line.member(PRINCIPAL).text(entry.caller().principal());
        }
        line.member(METHOD).text(entry.method());
        line.member(SCHEME).text(entry.scheme());
        line.member(HOST).text(entry.authority());
        String target = entry.target();
        int mark = target.indexOf('?');
        line.member(PATH).text(mark < 0 ? target : target.substring(0, mark));
        if (logQuery && mark >= 0) {
            line.member(QUERY).text(target.substring(mark + 1));
        }
    }

    private static void outcome(JsonLines line, Exchange.Outcome outcome) {
        line.member(STATUS).number(outcome.status());
        line.member(BYTES).number(outcome.contentBytes());
        line.member(DURATION_MS).thousandths(micros(outcome.duration()));
        line.member(ABORTED).truth(outcome.aborted());
    }

    /** {@code upstream} is the one that was tried last. */
    private static void attempts(JsonLines line, List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return;
        }
        line.member(UPSTREAM).text(attempts.get(attempts.size() - 1).upstream());
        line.member(ATTEMPTS).beginArray();
        for (Attempt attempt : attempts) {
            line.beginObject();
            line.member(UPSTREAM).text(attempt.upstream());
            line.member(OUTCOME).text(OutcomeWords.of(attempt.outcome()));
            if (attempt.status().isPresent()) {
                line.member(STATUS).number(attempt.status().getAsInt());
            }
            line.member(DURATION_MS).thousandths(micros(attempt.duration())).endObject();
        }
        line.endArray();
    }

    /** The parameters of RFC 9211 §2, less the key, which holds the query. */
    private static void cache(JsonLines line, CacheStatus status) {
        line.member(CACHE).beginObject().member(HIT).truth(status.hit());
        if (status.forward().isPresent()) {
            line.member(FWD).text(status.forward().get().word());
        }
        if (status.forwardStatus().isPresent()) {
            line.member(FWD_STATUS).number(status.forwardStatus().getAsInt());
        }
        line.member(STORED).truth(status.stored());
        line.member(COLLAPSED).truth(status.collapsed().orElse(false));
        if (status.ttlSeconds().isPresent()) {
            line.member(TTL).number(status.ttlSeconds().getAsLong());
        }
        if (status.detail().isPresent()) {
            line.member(DETAIL).text(status.detail().get());
        }
        line.endObject();
    }

    /** Durations are said in milliseconds to the microsecond. */
    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
