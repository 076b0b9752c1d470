package forebay.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Requests for one URI in order, and what the origin answers to each that reaches it.
 *
 * @param steps at least two
 */
record History(List<Step> steps) {
    /**
     * One request.
     *
     * @param pauseSeconds time that passes before it
     * @param method its method
     * @param asked its Cache-Control; empty for none
     * @param selecting the value of its field Foo; empty for none
     * @param authorization whether it carries Authorization
     * @param answer what the origin answers, if it is asked
     */
    record Step(
            int pauseSeconds, String method, String asked, String selecting, boolean authorization, Answer answer) {}

    /**
     * What the origin answers; 304 where it is asked about its entity tag.
     *
     * @param cacheControl Cache-Control; empty for none
     * @param expires seconds from Date to Expires, or a word that is no date; empty for none
     * @param dateBehind seconds that Date is behind
     * @param age seconds; empty for no Age
     * @param modifiedBefore seconds from Last-Modified to Date; empty for none
     */
    record Answer(
            int status,
            String cacheControl,
            String expires,
            int dateBehind,
            Optional<Integer> age,
            Optional<Integer> modifiedBefore,
            boolean tagged,
            boolean varies) {}

    /** Of each line at most one, so that no directive comes twice: that case is for tables. */
    private static final String[][] RESPONSE = {
        {"max-age=0", "max-age=60", "max-age=3600", "max-age=x"},
        {"s-maxage=0", "s-maxage=60", "s-maxage=3600"},
        {"no-store", "no-cache", "private"},
        {"public"},
        {"must-revalidate", "proxy-revalidate", "immutable", "foo=bar"},
    };

    private static final String[] REQUEST = {
        "max-age=0",
        "max-age=50",
        "no-cache",
        "no-store",
        "only-if-cached",
        "max-stale",
        "max-stale=10",
        "min-fresh=30",
        "foo"
    };
    private static final int[] STATUSES = {200, 200, 200, 203, 301, 302, 307, 404, 410};
    /** With all other durations here so that no sum comes within seconds of a bound: the other cache's clock is real. */
    private static final int[] PAUSES = {0, 0, 45, 110, 4_000};

    static History next(RandomGenerator random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            steps.add(new Step(
                    PAUSES[random.nextInt(PAUSES.length)],
                    rarely(random, 10) ? "POST" : "GET",
                    rarely(random, 4) ? REQUEST[random.nextInt(REQUEST.length)] : "",
                    rarely(random, 4) ? "1" : "",
                    rarely(random, 6),
                    answer(random)));
        }
        return new History(List.copyOf(steps));
    }

    private static Answer answer(RandomGenerator random) {
        String directives = Arrays.stream(RESPONSE)
                .filter(line -> rarely(random, line.length == 1 ? 6 : 3))
                .map(line -> line[random.nextInt(line.length)])
                .collect(Collectors.joining(", "));
        String expires =
                rarely(random, 4) ? List.of("60", "3600", "-60", "soon").get(random.nextInt(4)) : "";
        // without a lifetime it would have a heuristic one, whose rule each cache chooses (RFC 9111 §4.2.2)
        boolean stated = directives.contains("max") || !expires.isEmpty();
        // nor may a 304 take a stated lifetime away from what has a modification date
        boolean tagged = random.nextBoolean();
        return new Answer(
                STATUSES[random.nextInt(STATUSES.length)],
                directives,
                expires,
                rarely(random, 5) ? 100 : 0,
                rarely(random, 5) ? Optional.of(random.nextBoolean() ? 10 : 90) : Optional.empty(),
                stated && !tagged && rarely(random, 3) ? Optional.of(864_000) : Optional.empty(),
                tagged,
                rarely(random, 5));
    }

    private static boolean rarely(RandomGenerator random, int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
