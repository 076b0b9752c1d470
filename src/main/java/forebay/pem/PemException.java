package forebay.pem;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A PEM file can not be used: which one, what is wrong with it, and what would be right. */
public final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofKey;
    private final String wrong;
    private final String right;

    PemException(boolean ofKey, Path file, String wrong, String right, @Nullable Throwable cause) {
        super(file + " " + wrong + "; " + right, cause);
        this.ofKey = ofKey;
        this.wrong = wrong;
        this.right = right;
    }

    /** About the file with the key. */
    static PemException key(Path file, String wrong, String right) {
        return new PemException(true, file, wrong, right, null);
    }

    /** Whether it is about the file with the key, rather than the one with certificates. */
    public boolean ofKey() {
        return ofKey;
    }

    /** What is wrong with it, as the rest of a sentence. */
    public String wrong() {
        return wrong;
    }

    /** What would be right. */
    public String right() {
        return right;
    }
}
