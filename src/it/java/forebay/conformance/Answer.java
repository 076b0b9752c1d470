package forebay.conformance;

import forebay.http.HttpDate;
import forebay.support.ScriptedOrigin;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the origin answers to one request. In field lines, {@code {+60}} and {@code {-60}} stand for the date so many
 * seconds from now; {@code {850:+60}} and {@code {asc:+60}} for its obsolete forms (RFC 9110 §5.6.7).
 *
 * @param status the final status
 * @param lines its field lines; Date is added where none of them is one
 * @param content its content; where empty, one that tells which request to the resource it answers
 * @param framing how its end is told; empty for what the run asks for
 * @param interim what is sent before, raw
 * @param act what is done in place of all this
 */
record Answer(
        int status,
        List<String> lines,
        Optional<String> content,
        Optional<Framing> framing,
        String interim,
        Optional<ScriptedOrigin.Script> act) {

    /** How the end of content is told. */
    enum Framing {
        /** By Content-Length. */
        LENGTH,
        /** By the last chunk. */
        CHUNKED,
        /** By the last chunk, with the trailer field X-Trailer. */
        TRAILERS,
        /** By closing the connection. */
        CLOSE
    }

    /** A line that takes the automatic Date away. */
    static final String NO_DATE = "Date:";

    private static final Pattern SECONDS = Pattern.compile("\\{(850:|asc:|)([+-]\\d+)}");
    private static final DateTimeFormatter RFC850 =
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    static Answer of(int status, String... lines) {
        return new Answer(status, List.of(lines), Optional.empty(), Optional.empty(), "", Optional.empty());
    }

    static Answer ok(String... lines) {
        return of(200, lines);
    }

    static Answer notModified(String... lines) {
        return of(304, lines);
    }

    /** Whatever the script does. */
    static Answer doing(ScriptedOrigin.Script act) {
        return new Answer(200, List.of(), Optional.empty(), Optional.empty(), "", Optional.of(act));
    }

    /** The connection is closed without an answer. */
    static Answer dead() {
        return doing(ScriptedOrigin.Conversation::reset);
    }

    Answer content(String text) {
        return new Answer(status, lines, Optional.of(text), framing, interim, act);
    }

    Answer framed(Framing as) {
        return new Answer(status, lines, content, Optional.of(as), interim, act);
    }

    Answer after(String rawInterim) {
        return new Answer(status, lines, content, framing, rawInterim, act);
    }

    void send(ScriptedOrigin.Conversation conversation, int visit, Framing usual)
            throws java.io.IOException, InterruptedException {
        if (act.isPresent()) {
            act.get().act(conversation);
            return;
        }
        StringBuilder text = new StringBuilder(interim);
        text.append("HTTP/1.1 ").append(status).append(" X\n");
        allLines().forEach(line -> text.append(line).append('\n'));
        if (status == 204 || status == 304) {
            conversation.send(text.append('\n').toString());
            return;
        }
        Framing as = framing.orElse(usual);
        String body = content.orElse("visit " + visit);
        text.append(
                switch (as) {
                    case LENGTH -> "Content-Length: " + body.length() + "\n\n";
                    case CHUNKED -> "Transfer-Encoding: chunked\n\n";
                    case TRAILERS -> "Trailer: X-Trailer\nTransfer-Encoding: chunked\n\n";
                    case CLOSE -> "Connection: close\n\n";
                });
        boolean head = conversation.head().line().startsWith("HEAD ");
        if (!head) {
            text.append(as == Framing.CHUNKED || as == Framing.TRAILERS ? chunks(body, as) : body);
        }
        conversation.send(text.toString());
        if (as == Framing.CLOSE) {
            conversation.close();
        }
    }

    private static String chunks(String body, Framing as) {
        int half = body.length() / 2;
        String trailer = as == Framing.TRAILERS ? "X-Trailer: last\n" : "";
        return chunk(body.substring(0, half)) + chunk(body.substring(half)) + "0\n" + trailer + "\n";
    }

    private static String chunk(String data) {
        return data.isEmpty() ? "" : Integer.toHexString(data.length()) + "\n" + data + "\n";
    }

    private List<String> allLines() {
        List<String> all = new ArrayList<>();
        if (lines.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("date:"))) {
            all.add("Date: " + HttpDate.format(Instant.now()));
        }
        lines.stream().filter(line -> !line.equals(NO_DATE)).map(Answer::dated).forEach(all::add);
        return all;
    }

    /** The line with dates in place of {@code {+60}}. */
    static String dated(String line) {
        Matcher matcher = SECONDS.matcher(line);
        return matcher.replaceAll(found -> {
            Instant date = Instant.now().plus(Duration.ofSeconds(Long.parseLong(found.group(2))));
            return switch (found.group(1)) {
                case "850:" -> RFC850.format(date.atOffset(ZoneOffset.UTC));
                case "asc:" -> ASCTIME.format(date.atOffset(ZoneOffset.UTC));
                default -> HttpDate.format(date);
            };
        });
    }
}
