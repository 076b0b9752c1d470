package forebay.guard;

import forebay.http.Fields;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** The id that ties answer, logs and upstream together. */
final class RequestIds {
    static final String FIELD = "X-Request-Id";

    private static final int LONGEST = 128;

    private RequestIds() {}

    /** The id that a trusted proxy gave, where it is one and harmless in a log, else a new one of 128 bits. */
    static String of(Fields fields, boolean trusted, RandomGenerator random) {
        List<String> given = trusted ? fields.all(FIELD) : List.of();
        return given.size() == 1 && isHarmless(given.get(0)) ? given.get(0) : make(random);
    }

    private static String make(RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static boolean isHarmless(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "-._~+/=:".indexOf(c) >= 0);
    }
}
