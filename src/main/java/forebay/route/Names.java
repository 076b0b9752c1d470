package forebay.route;

/** A binary search among sorted names for a part of a text, without a copy of that part. */
final class Names {
    private Names() {}

    /** The index of the name that stands in {@code text} between {@code start} and {@code end}; -1 where none does. */
    static int find(String[] sorted, String text, int start, int end) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(sorted[middle], text, start, end);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Compares as {@link String#compareTo} would. */
    private static int compare(String name, String text, int start, int end) {
        int common = Math.min(name.length(), end - start);
        for (int i = 0; i < common; i++) {
            int order = name.charAt(i) - text.charAt(start + i);
            if (order != 0) {
                return order;
            }
        }
        return name.length() - (end - start);
    }
}
