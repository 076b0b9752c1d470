package forebay.http;

/** What a route lets in that is refused by default because servers disagree on its meaning. */
public enum TargetLeniency {
    /** {@code %2f} and {@code %5c} within a segment (npm scopes). */
    ENCODED_SLASH("encoded-slash"),
    /** {@code %25} before two hexadecimal digits. */
    ENCODED_PERCENT("encoded-percent"),
    /** {@code ;} within a path (matrix parameters). */
    SEMICOLON("semicolon"),
    /** Empty segments ({@code //}). */
    DOUBLE_SLASH("double-slash"),
    /** A segment that ends in a dot. */
    FINAL_DOT("final-dot");

    private final String word;

    TargetLeniency(String word) {
        this.word = word;
    }

    /** The word in forebay.yaml. */
    public String word() {
        return word;
    }
}
