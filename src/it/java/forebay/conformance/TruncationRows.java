package forebay.conformance;

import static forebay.conformance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * RFC 9111 §3.3 and RFC 9112 §8: a response of 64 KiB that ends early, at bytes sampled over head and content. Nothing
 * is stored, and no client is led to take what came for the whole.
 */
final class TruncationRows {
    private static final int CONTENT_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = 4_000;

    /** A prime, so that the samples fall everywhere within chunks and buffers. */
    private static final int STEP_BYTES = 3_571;

    private TruncationRows() {}

    static List<Row> rows() {
        return List.of(
                row("3.3", "64 KiB cut at sampled bytes, the connection closed", play -> everywhere(play, false)),
                row("3.3", "64 KiB cut at sampled bytes, the connection reset", play -> everywhere(play, true)));
    }

    private static void everywhere(Play play, boolean reset) throws Exception {
        byte[] whole = response(play.framing());
        int headBytes = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        // RFC 9112 §8: chunked content is whole once its last chunk has come; the empty line after it may be missing
        int end = play.framing() == Answer.Framing.CHUNKED ? whole.length - 2 : whole.length;
        for (int at : samples(headBytes, end)) {
            String suffix = "?at=" + at;
            play.originAt(suffix, Answer.doing(conversation -> {
                conversation.sendBytes(Arrays.copyOf(whole, at));
                if (reset) {
                    conversation.reset();
                } else {
                    conversation.close();
                }
            }));
            Reply cut = play.send("GET", suffix, Optional.empty());
            assertThat(cut.status() == 200 && cut.clean())
                    .as(
                            "cut at %d of %d: %d bytes of content",
                            at, whole.length, cut.content().length())
                    .isFalse();
            play.originAt(suffix, Answer.ok("Cache-Control: max-age=3600").content("whole"));
            play.send("GET", suffix, Optional.empty()).forwarded().status(200).content("whole");
        }
    }

    private static List<Integer> samples(int headBytes, int end) {
        List<Integer> samples = new ArrayList<>(List.of(0, 5, headBytes / 2, headBytes - 1, headBytes, headBytes + 1));
        for (int at = headBytes + 2; at < end - 8; at += STEP_BYTES) {
            samples.add(at);
        }
        for (int at = end - 8; at < end; at++) {
            samples.add(at);
        }
        return samples;
    }

    private static byte[] response(Answer.Framing framing) {
        byte[] content = "0123456789abcdef".repeat(CONTENT_BYTES / 16).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nETag: \"a\"\r\n";
        if (framing == Answer.Framing.LENGTH) {
            write(bytes, head + "Content-Length: " + CONTENT_BYTES + "\r\n\r\n");
            bytes.writeBytes(content);
            return bytes.toByteArray();
        }
        write(bytes, head + "Transfer-Encoding: chunked\r\n\r\n");
        for (int from = 0; from < content.length; from += CHUNK_BYTES) {
            int to = Math.min(content.length, from + CHUNK_BYTES);
            write(bytes, Integer.toHexString(to - from) + "\r\n");
            bytes.write(content, from, to - from);
            write(bytes, "\r\n");
        }
        write(bytes, "0\r\n\r\n");
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
