package forebay.cache;

import forebay.cache.CachePolicy.KeyRules;
import forebay.http.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a route's key rules add to the key: the values of request fields and cookies, as one text without spaces. Absent
 * and empty differ; nothing that a client sends can look like something else. Pure.
 */
final class KeyParts {
    /** What is longer is told by its hash, so that clients can not make keys large. */
    private static final int MAX_LENGTH = 256;

    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private KeyParts() {}

    /** The text; empty where the rules name no field and no cookie, or the request has none of them. */
    static String of(KeyRules rules, Fields request) {
        StringBuilder text = new StringBuilder();
        for (String name : rules.fields()) {
            Optional<String> value = request.combined(name);
            value.ifPresent(some -> add(text, "f:", name, some));
        }
        if (!rules.cookies().isEmpty()) {
            // HTTP/2 may part Cookie into several lines (RFC 9113 §8.2.3)
            request.all("Cookie").forEach(line -> addCookies(text, rules, line));
        }
        return text.length() <= MAX_LENGTH ? text.toString() : "h:" + hash(text.toString());
    }

    /** Those cookies of a line that count, in its order (RFC 6265 §4.2.1, read as in §5.4). */
    private static void addCookies(StringBuilder text, KeyRules rules, String line) {
        for (String pair : line.split(";", -1)) {
            int equals = pair.indexOf('=');
            String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
            if (rules.cookies().contains(name)) {
                add(
                        text,
                        "c:",
                        name,
                        equals < 0 ? "" : pair.substring(equals + 1).strip());
            }
        }
    }

    private static void add(StringBuilder text, String kind, String name, String value) {
        text.append(text.isEmpty() ? "" : "&").append(kind);
        encode(text, name);
        encode(text.append('='), value);
    }

    private static void encode(StringBuilder text, String value) {
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(octet) >= 0) {
                text.append((char) octet);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
