package forebay.boot;

import java.io.IOException;

/** Why the start failed, in words for whoever sees it in a terminal. */
final class Reason {
    /** Causes below each other that are told. */
    private static final int MOST = 8;

    private Reason() {}

    /** What a file or a network said, as it said it; of all else its kind, and what caused it, a line each. */
    static String of(Throwable why) {
        String message = why.getMessage();
        if (why instanceof IOException && message != null) {
            return message;
        }
        StringBuilder told = new StringBuilder(why.toString());
        Throwable cause = why.getCause();
        for (int i = 0; cause != null && i < MOST; i++) {
            told.append(System.lineSeparator()).append("  caused by ").append(cause);
            cause = cause.getCause();
        }
        return told.toString();
    }
}
