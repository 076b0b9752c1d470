package forebay.observe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of JSON (RFC 8259), one object each, in one array that is used again and again. All of it is printable ASCII:
 * every other character of a text is escaped (§7), so that it can neither end a line nor steer a terminal. For one
 * thread.
 *
 * <p>Written here, and not by the JSON library, because a generator for each line with escapes of its own was the
 * largest single cost of a request (src/docs/benches.md). Commas are put by what stands before them.
 */
final class JsonLines {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** The longest that a character of a text (an escape) or a number becomes. */
    private static final int LONGEST_ESCAPE = 6;

    private static final int LONGEST_NUMBER = 24;

    private byte[] bytes;
    private int size;

    JsonLines(int capacity) {
        bytes = new byte[capacity];
    }

    /** A member's name as {@link #member} takes it: {@code "name":}; letters, digits and underscores only. */
    static byte[] name(String name) {
        if (!name.chars().allMatch(c -> c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)))) {
            throw new IllegalArgumentException("a name that would have to be escaped: " + name);
        }
        return ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** How much is written; {@link #truncate} takes it. */
    int size() {
        return size;
    }

    /** Forgets what was written beyond {@code length}. */
    void truncate(int length) {
        size = length;
    }

    /** What is written, to be read before the next is. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    JsonLines endLine() {
        return put((byte) '\n');
    }

    JsonLines beginObject() {
        separate();
        return put((byte) '{');
    }

    JsonLines endObject() {
        return put((byte) '}');
    }

    JsonLines beginArray() {
        separate();
        return put((byte) '[');
    }

    JsonLines endArray() {
        return put((byte) ']');
    }

    /** Begins a member; {@code name} is from {@link #name(String)}. */
    JsonLines member(byte[] name) {
        return word(name);
    }

    JsonLines text(String text) {
        separate();
        int length = text.length();
        reserve(2 + LONGEST_ESCAPE * length);
        byte[] to = bytes;
        int at = size;
        to[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                to[at++] = (byte) c;
            } else {
                at = escape(c, to, at);
            }
        }
        to[at++] = '"';
        size = at;
        return this;
    }

    private static int escape(char c, byte[] to, int from) {
        int at = from;
        to[at++] = '\\';
        if (c == '"' || c == '\\') {
            to[at++] = (byte) c;
            return at;
        }
        to[at++] = 'u';
        to[at++] = HEX[c >> 12];
        to[at++] = HEX[c >> 8 & 0xF];
        to[at++] = HEX[c >> 4 & 0xF];
        to[at++] = HEX[c & 0xF];
        return at;
    }

    JsonLines truth(boolean value) {
        return word(value ? TRUE : FALSE);
    }

    private JsonLines word(byte[] word) {
        separate();
        reserve(word.length);
        System.arraycopy(word, 0, bytes, size, word.length);
        size += word.length;
        return this;
    }

    JsonLines number(long number) {
        separate();
        reserve(LONGEST_NUMBER);
        digits(number);
        return this;
    }

    /** A number of thousandths, with its three decimals: 12345 as 12.345. */
    JsonLines thousandths(long number) {
        separate();
        reserve(LONGEST_NUMBER);
        long rest = number;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        digits(rest / 1000);
        int fraction = (int) (rest % 1000);
        bytes[size++] = '.';
        bytes[size++] = (byte) ('0' + fraction / 100);
        bytes[size++] = (byte) ('0' + fraction / 10 % 10);
        bytes[size++] = (byte) ('0' + fraction % 10);
        return this;
    }

    /** Room is reserved. */
    private void digits(long number) {
        if (number < 0) {
            bytes[size++] = '-';
        }
        int count = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            count++;
        }
        long rest = number;
        for (int i = size + count - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
        size += count;
    }

    /** A comma where a value or a member follows another one. */
    private void separate() {
        if (size > 0) {
            byte before = bytes[size - 1];
            if (before != '{' && before != '[' && before != ':' && before != '\n') {
                put((byte) ',');
            }
        }
    }

    private JsonLines put(byte one) {
        reserve(1);
        bytes[size++] = one;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
