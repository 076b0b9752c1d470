package forebay.command;

import forebay.http.Fields;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import forebay.http.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Heads as a person writes them. */
final class HeadText {
    private HeadText() {}

    /**
     * A GET of {@code url} with these lines.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static RequestHead request(String url, List<String> lines) {
        String lower = url.toLowerCase(Locale.ROOT);
        String scheme = lower.startsWith("https://") ? "https" : "http";
        if (!lower.startsWith(scheme + "://")) {
            throw new IllegalArgumentException(url + " is no URL that can be explained; write http://host/path?query");
        }
        int begin = scheme.length() + 3;
        int end = begin;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = lower.substring(begin, end);
        String standard = scheme.equals("https") ? ":443" : ":80";
        if (authority.endsWith(standard)) {
            authority = authority.substring(0, authority.length() - standard.length());
        }
        if (authority.isEmpty() || URI.create(scheme + "://" + authority).getHost() == null) {
            throw new IllegalArgumentException(url + " names no host; write http://host/path?query");
        }
        int hash = url.indexOf('#');
        String rest = url.substring(end, hash < 0 ? url.length() : hash);
        return new RequestHead("GET", scheme, authority, rest.startsWith("/") ? rest : "/" + rest, fields(lines));
    }

    /**
     * The head in a file: a status line or the status alone, then field lines, up to an empty line.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    static ResponseHead response(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " can not be read");
        }
        List<String> lines = Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .takeWhile(line -> !line.isBlank())
                .toList();
        String first = lines.isEmpty() ? "" : lines.get(0).strip();
        String status = first.replaceFirst("^HTTP/[0-9.]+ +", "").replaceFirst(" .*$", "");
        if (!status.matches("[1-9][0-9]{2}")) {
            throw new IllegalArgumentException(
                    file + " does not begin with a status; write HTTP/1.1 200 OK in its first line");
        }
        return new ResponseHead(Integer.parseInt(status), fields(lines.subList(1, lines.size())));
    }

    private static Fields fields(List<String> lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0 || !Tokens.isToken(line.substring(0, colon))) {
                throw new IllegalArgumentException("\"" + line + "\" is no field line; write Name: value");
            }
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields.build();
    }
}
