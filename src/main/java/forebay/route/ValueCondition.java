package forebay.route;

import com.google.re2j.Pattern;

/**
 * A condition on a request field or on a parameter of the query: it is there, it has this value, or its whole value
 * matches a pattern of RE2. Of several with the same name one is enough.
 *
 * @param name of the field, compared without regard to case, or of the parameter, decoded
 * @param test what is asked of the value
 */
public record ValueCondition(String name, Test test) {
    /** What is asked of a value. */
    public sealed interface Test permits Present, Equal, Matching {
        /** Whether the value is what is asked for. */
        boolean holds(String value);

        /** Whether every value that {@code other} asks for is what this one asks for, as far as can be told. */
        boolean covers(Test other);
    }

    /** Any value. */
    public record Present() implements Test {
        @Override
        public boolean holds(String value) {
            return true;
        }

        @Override
        public boolean covers(Test other) {
            return true;
        }

        @Override
        public String toString() {
            return "is there";
        }
    }

    /**
     * One value, byte for byte.
     *
     * @param value the value
     */
    public record Equal(String value) implements Test {
        @Override
        public boolean holds(String other) {
            return value.equals(other);
        }

        @Override
        public boolean covers(Test other) {
            return equals(other);
        }

        @Override
        public String toString() {
            return "is " + value;
        }
    }

    /**
     * Values that a pattern matches as a whole.
     *
     * @param pattern the pattern
     */
    public record Matching(Pattern pattern) implements Test {
        @Override
        public boolean holds(String value) {
            return pattern.matcher(value).matches();
        }

        @Override
        public boolean covers(Test other) {
            return equals(other) || (other instanceof Equal equal && holds(equal.value()));
        }

        @Override
        public String toString() {
            return "matches " + pattern;
        }
    }

    /** The field or parameter is there. */
    public static ValueCondition present(String name) {
        return new ValueCondition(name, new Present());
    }

    /** It has this value. */
    public static ValueCondition equal(String name, String value) {
        return new ValueCondition(name, new Equal(value));
    }

    /** Its whole value matches. */
    public static ValueCondition matching(String name, Pattern pattern) {
        return new ValueCondition(name, new Matching(pattern));
    }

    @Override
    public String toString() {
        return name + " " + test;
    }
}
