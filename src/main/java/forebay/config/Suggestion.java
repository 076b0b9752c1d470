package forebay.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one probably stands for. */
final class Suggestion {
    private static final int LONGEST = 40;

    private Suggestion() {}

    /** The closest of the known words, or empty where none is close. */
    static Optional<String> closest(String word, Collection<String> known) {
        String bare = bare(word);
        if (bare.isEmpty() || bare.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> isClose(bare, bare(candidate)))
                .min(Comparator.comparingInt((String candidate) -> distance(bare, bare(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isClose(String word, String candidate) {
        boolean part = word.length() >= 3 && (candidate.contains(word) || word.contains(candidate));
        return part || distance(word, candidate) <= Math.max(1, Math.min(3, candidate.length() / 3));
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Edits that turn one word into the other, two swapped neighbours being one (optimal string alignment). */
    private static int distance(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int cheapest(int[][] edits, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }
}
