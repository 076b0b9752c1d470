package forebay.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of reading a text: a value, or what is wrong with it. Neither message repeats the text.
 *
 * @param value empty where the text is wrong
 * @param wrong completes a sentence that begins with the text, such as {@code is not a duration}
 * @param right what would be right in general
 * @param instead what to write in this case; may repeat parts of the text
 */
record Parsed<T>(Optional<T> value, String wrong, String right, Optional<String> instead) {
    static <T> Parsed<T> of(T value) {
        return new Parsed<>(Optional.of(value), "", "", Optional.empty());
    }

    /** The same, with what {@code function} makes of the value. */
    <R> Parsed<R> map(Function<T, R> function) {
        return new Parsed<>(value.map(function), wrong, right, instead);
    }

    static <T> Parsed<T> bad(String wrong, String right) {
        return new Parsed<>(Optional.empty(), wrong, right, Optional.empty());
    }

    static <T> Parsed<T> bad(String wrong, String right, String instead) {
        return new Parsed<>(Optional.empty(), wrong, right, Optional.of(instead));
    }
}
