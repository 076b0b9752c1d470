package forebay.observe;

import java.time.Instant;

/**
 * Times as {@link Instant#toString} writes them (ISO 8601, UTC), for many of one second in a row: only the fraction
 * differs between them, and the rest is what costs. For one thread.
 */
final class LogTimes {
    private static final int DIGITS = 9;

    private long second = Long.MIN_VALUE;
    private String whole = "";

    /** The text of {@code time}. */
    String text(Instant time) {
        if (time.getEpochSecond() != second) {
            String text = Instant.ofEpochSecond(time.getEpochSecond()).toString();
            whole = text.substring(0, text.length() - 1);
            second = time.getEpochSecond();
        }
        int nanos = time.getNano();
        if (nanos == 0) {
            return whole + 'Z';
        }
        // In groups of three digits, as many as are needed.
        int shown = nanos % 1_000_000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : DIGITS;
        StringBuilder text =
                new StringBuilder(whole.length() + 2 + DIGITS).append(whole).append('.');
        int unit = 100_000_000;
        for (int i = 0; i < shown; i++) {
            text.append((char) ('0' + nanos / unit % 10));
            unit /= 10;
        }
        return text.append('Z').toString();
    }
}
