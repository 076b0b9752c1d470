package forebay.http;

import java.time.Duration;
import java.util.Optional;

/** Non-negative whole seconds (RFC 9111 §1.2.2). */
public final class DeltaSeconds {
    /** What stands for any larger value: 2^31 seconds. */
    public static final Duration MAX = Duration.ofSeconds(1L << 31);

    private DeltaSeconds() {}

    /** Reads digits and nothing else; what exceeds {@link #MAX} becomes it. */
    public static Optional<Duration> parse(String text) {
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            seconds = Math.min(10 * seconds + (c - '0'), MAX.toSeconds());
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
