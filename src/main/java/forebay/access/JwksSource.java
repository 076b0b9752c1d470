package forebay.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's keys (RFC 7517), read again when they are old or when a token names one that is not known, by one
 * thread at a time and never more often than {@link Timing#retry}, so that strangers' tokens can not make the gateway
 * hammer the provider. While the provider is gone the keys read last go on to serve, for a bounded time.
 *
 * <p>Thread-safe. Reading happens on the thread of a request; others use what is known meanwhile.
 */
final class JwksSource implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(JwksSource.class);
    /** Longer than this no request waits for another one's reading. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Where the key set comes from. */
    interface Document {
        /** The key set's JSON. */
        String read() throws IOException;
    }

    /**
     * When keys are read.
     *
     * @param refresh after this they are read again
     * @param keep after this they are not used any more, if they could not be read again
     * @param retry between two readings there is at least this
     */
    record Timing(Duration refresh, Duration keep, Duration retry) {}

    /** @param reading counts the readings, from 1 */
    private record Known(JWKSet keys, long readAtMillis, int reading) {}

    private final String name;
    private final Document document;
    private final Timing timing;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile @Nullable Long triedAtMillis;

    JwksSource(String name, Document document, Timing timing, InstantSource clock) {
        this.name = name;
        this.document = document;
        this.timing = timing;
        this.clock = clock;
    }

    /** The keys that fit; none where the issuer has none. Throws where nothing is known about the issuer's keys. */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Known now = usable();
        List<JWK> fitting = selector.select(now.keys());
        if (!fitting.isEmpty()) {
            return fitting;
        }
        // Perhaps the issuer has begun to use a new key.
        readUnless(now.reading(), PATIENCE);
        Known again = known;
        return again == null || again.reading() == now.reading() ? List.of() : selector.select(again.keys());
    }

    private Known usable() throws KeySourceException {
        Known now = known;
        if (now == null) {
            readUnless(0, PATIENCE);
        } else if (olderThan(now.readAtMillis(), timing.refresh())) {
            readUnless(now.reading(), Duration.ZERO);
        }
        Known usable = known;
        if (usable == null || olderThan(usable.readAtMillis(), timing.keep())) {
            throw new KeySourceException("the keys of " + name + " can not be read");
        }
        return usable;
    }

    /** Reads the keys, unless somebody did since the reading {@code seen}, tried a moment ago, or is at it too long. */
    private void readUnless(int seen, Duration patience) {
        try {
            if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Long tried = triedAtMillis;
            Known now = known;
            int reading = now == null ? 0 : now.reading();
            if (reading == seen && (tried == null || olderThan(tried, timing.retry()))) {
                triedAtMillis = clock.millis();
                known = new Known(JWKSet.parse(document.read()), clock.millis(), reading + 1);
            }
        } catch (IOException | ParseException gone) {
            LOG.warn("the keys of {} can not be read: {}", name, gone.toString());
        } finally {
            turn.unlock();
        }
    }

    /** Also true for a point in the future: the clock was set back. */
    private boolean olderThan(long sinceMillis, Duration age) {
        long passed = clock.millis() - sinceMillis;
        return passed < 0 || passed >= age.toMillis();
    }
}
