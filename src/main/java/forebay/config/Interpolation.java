package forebay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Replaces {@code ${env:NAME}} by an environment variable and {@code ${file:path}} by the content of a file, without
 * its final line break; a dollar sign before such a reference makes plain text of it. What was put in is not looked
 * at again.
 */
final class Interpolation {
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final int MAX_PAGE_BYTES = 256 * 1024;
    private static final String RIGHT = "${env:NAME} or ${file:path}; $${ for a plain ${";

    private final Path folder;
    private final Function<String, Optional<String>> environment;
    private final Set<Path> files = new LinkedHashSet<>();

    /** Relative files lie in {@code folder}. */
    Interpolation(Path folder, Function<String, Optional<String>> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Every file that a value named, whether it could be read or not. */
    Set<Path> files() {
        return Collections.unmodifiableSet(files);
    }

    /** Whether the text refers to something, so that its value may be secret. */
    static boolean refers(String text) {
        return text.contains("${");
    }

    /** The text with every reference replaced; or why one cannot be. The message names references, never values. */
    Parsed<String> resolve(String text) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int next = text.indexOf("${"); next >= 0; next = text.indexOf("${", at)) {
            if (next > at && text.charAt(next - 1) == '$') {
                out.append(text, at, next - 1).append("${");
                at = next + 2;
                continue;
            }
            int end = text.indexOf('}', next);
            if (end < 0) {
                return Parsed.bad("has a ${ that is not closed", RIGHT);
            }
            Parsed<String> value = value(text.substring(next + 2, end));
            if (value.value().isEmpty()) {
                return value;
            }
            out.append(text, at, next).append(value.value().get());
            at = end + 1;
        }
        return Parsed.of(out.append(text.substring(at)).toString());
    }

    private Parsed<String> value(String reference) {
        if (reference.startsWith("env:")) {
            String name = reference.substring(4);
            return environment
                    .apply(name)
                    .map(Parsed::of)
                    .orElseGet(() -> Parsed.bad(
                            "names the environment variable " + name + ", which is not set", "set it, or remove it"));
        }
        if (reference.startsWith("file:")) {
            return content(reference.substring(5));
        }
        return Parsed.bad("has a reference of no known kind", RIGHT);
    }

    private Parsed<String> content(String name) {
        try {
            Path file = folder.resolve(name).normalize();
            Parsed<String> text = read(file, MAX_FILE_BYTES, "with one value");
            return text.value().isPresent()
                    ? text.map(Interpolation::withoutFinalLineBreak)
                    : Parsed.bad("names the file " + file + ", which " + text.wrong(), text.right());
        } catch (InvalidPathException e) {
            return Parsed.bad("names the file " + name + ", which cannot be read", "let the gateway's user read it");
        }
    }

    /** The text of a file that a key names; it is one of {@link #files} from now on. */
    Parsed<String> page(Path file) {
        return read(file, MAX_PAGE_BYTES, "for people");
    }

    private Parsed<String> read(Path file, int mostBytes, String purpose) {
        files.add(file);
        if (!Files.isRegularFile(file)) {
            return Parsed.bad("does not exist", "create it, or correct the path");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                return Parsed.bad("is larger than " + Quantities.text(mostBytes), "a file " + purpose);
            }
            return Parsed.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Parsed.bad("is not UTF-8", "a text file " + purpose);
        } catch (IOException e) {
            return Parsed.bad("cannot be read", "let the gateway's user read it");
        }
    }

    private static String withoutFinalLineBreak(String text) {
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        return text.substring(0, end > 0 && end < text.length() && text.charAt(end - 1) == '\r' ? end - 1 : end);
    }
}
