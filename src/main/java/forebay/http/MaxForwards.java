package forebay.http;

import java.util.OptionalLong;

/**
 * How often a request may still be forwarded (RFC 9110 §7.6.2). Only OPTIONS is limited by it here: TRACE is not taken,
 * and of any other method the field may be ignored.
 */
public final class MaxForwards {
    /** The field's name. */
    public static final String FIELD = "Max-Forwards";

    private static final int LONGEST = 18;

    private MaxForwards() {}

    /** Whether this request is not to be forwarded, but to be answered by whoever has it. */
    public static boolean endsHere(RequestHead head) {
        return of(head).orElse(1) == 0;
    }

    /** The number that limits this request; empty where none does, or where the field holds no number. */
    public static OptionalLong of(RequestHead head) {
        if (!head.method().equals("OPTIONS") || head.fields().all(FIELD).size() != 1) {
            return OptionalLong.empty();
        }
        String value = head.fields().first(FIELD).orElse("");
        boolean number = !value.isEmpty()
                && value.length() <= LONGEST
                && value.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return number ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }
}
