package forebay.config;

import java.util.List;

/** A part of a YAML document with the line where it begins, from 1. */
sealed interface Node {
    /** The line where it begins, from 1. */
    int line();

    /**
     * A single value.
     *
     * @param line where it begins
     * @param text as written, quotes and escapes resolved
     * @param empty whether there is no value ({@code key:}, {@code ~} or {@code null})
     */
    record Scalar(int line, String text, boolean empty) implements Node {}

    /**
     * A part that can not be read; a finding says why.
     *
     * @param line where it begins
     */
    record Refused(int line) implements Node {}

    /**
     * A list.
     *
     * @param line where it begins
     * @param items in order
     */
    record Sequence(int line, List<Node> items) implements Node {}

    /**
     * Keys with values.
     *
     * @param line where it begins
     * @param entries in order, each key once
     */
    record Mapping(int line, List<Entry> entries) implements Node {}

    /**
     * One key with its value.
     *
     * @param line the line of the key
     * @param key as written
     * @param value what stands there
     */
    record Entry(int line, String key, Node value) {}
}
