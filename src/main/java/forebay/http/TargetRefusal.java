package forebay.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request target was refused: the word that answer, log and counter share, and what would be right. */
public enum TargetRefusal {
    /** {@code OPTIONS *} asks about the server as a whole, which the gateway does not forward (RFC 9112 §3.2.4). */
    ASTERISK_FORM("target-asterisk-form", "The target * is not served; name a path."),
    /** Neither origin-form nor absolute-form with http or https (RFC 9112 §3.2). */
    FORM("target-form", "The target must be a path that begins with a slash, or an http or https URI."),
    /** {@code user@} before the host (RFC 9110 §4.2.4). */
    USERINFO("target-userinfo", "The target must not hold user information."),
    /** A fragment is never sent (RFC 9110 §7.1). */
    FRAGMENT("target-fragment", "The target must not hold a fragment (#)."),
    /** A control character, plain or encoded. */
    CONTROL_CHARACTER("target-control-character", "The target must not hold control characters, plain or encoded."),
    /** A byte above 0x7e that is not percent-encoded. */
    NON_ASCII("target-non-ascii", "Characters outside ASCII must be percent-encoded as UTF-8."),
    /** A character that RFC 3986 does not allow and that clients encode. */
    CHARACTER("target-character", "The target holds a character that must be percent-encoded."),
    /** A percent sign without two hexadecimal digits. */
    ESCAPE("target-escape", "A percent sign in the path must be followed by two hexadecimal digits."),
    /** Overlong, truncated, a surrogate, or above U+10FFFF (RFC 3629 §3). */
    UTF_8("target-utf-8", "The percent-encoded bytes of the path must be well-formed UTF-8."),
    /** A segment of dots, plain or encoded. */
    DOT_SEGMENT("target-dot-segment", "The path must not hold segments of dots, plain or encoded."),
    /** {@code \}, which some servers take for a slash. */
    BACKSLASH("target-backslash", "The path must not hold a backslash."),
    /** A segment that ends in a space, which some servers drop. */
    FINAL_SPACE("target-final-space", "A segment of the path must not end in a space."),
    /** {@code %2f} or {@code %5c}. */
    ENCODED_SLASH(
            "target-encoded-slash",
            "The path must not hold an encoded slash or backslash (%2f, %5c).",
            TargetLeniency.ENCODED_SLASH),
    /** {@code %25} before two hexadecimal digits. */
    ENCODED_PERCENT(
            "target-encoded-percent",
            "The path must not be percent-encoded twice (%25 before two hexadecimal digits).",
            TargetLeniency.ENCODED_PERCENT),
    /** {@code ;} or {@code %3b}, from which some servers cut. */
    SEMICOLON("target-semicolon", "The path must not hold a semicolon, plain or encoded.", TargetLeniency.SEMICOLON),
    /** {@code //}, which some servers take for one slash. */
    EMPTY_SEGMENT("target-empty-segment", "The path must not hold empty segments (//).", TargetLeniency.DOUBLE_SLASH),
    /** A segment that ends in a dot, which some servers drop. */
    FINAL_DOT("target-final-dot", "A segment of the path must not end in a dot.", TargetLeniency.FINAL_DOT);

    private final String code;
    private final String detail;
    private final @Nullable TargetLeniency leniency;

    TargetRefusal(String code, String detail) {
        this(code, detail, null);
    }

    TargetRefusal(String code, String detail, @Nullable TargetLeniency leniency) {
        this.code = code;
        this.detail = detail;
        this.leniency = leniency;
    }

    /** The word for it in answer, log and counter. */
    public String code() {
        return code;
    }

    /** What was wrong and what would be right, for people. */
    public String detail() {
        return detail;
    }

    /** What a route must allow so that this passes; empty for what never passes. */
    public Optional<TargetLeniency> leniency() {
        return Optional.ofNullable(leniency);
    }
}
