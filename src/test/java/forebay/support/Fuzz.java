package forebay.support;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes inputs near the border of a grammar: pieces of it, mutated and mixed with whatever characters there are. */
final class Fuzz {
    private static final String CHARACTERS =
            "\"\\,;=*()<>@/?:'-+.0129aAzZ \t\r\n\u0000\u007f\u00e4\u20ac\ud83d\ude00%&#[]{}";
    private static final int MOST_PIECES = 12;
    private static final int MOST_MUTATIONS = 4;

    private final RandomGenerator random;
    private final List<String> pieces;

    Fuzz(RandomGenerator random, List<String> pieces) {
        this.random = random;
        this.pieces = pieces;
    }

    /** The next input. */
    String next() {
        StringBuilder text = new StringBuilder(IntStream.range(0, 1 + random.nextInt(MOST_PIECES))
                .mapToObj(i -> pieces.get(random.nextInt(pieces.size())))
                .collect(Collectors.joining()));
        for (int i = random.nextInt(MOST_MUTATIONS); i > 0; i--) {
            mutate(text);
        }
        return text.toString();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(4)) {
            case 0 -> text.insert(at, CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
            case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 6)));
            default -> text.insert(at, (char) random.nextInt(0x10000));
        }
    }
}
