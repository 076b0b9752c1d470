package forebay.faults;

import forebay.faults.FaultyUpstream.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.eclipse.jetty.http2.parser.ServerParser;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A connection of HTTP/2, by prior knowledge, of an upstream that fails as it is told. Each answer is one write, so that
 * a process that is killed has sent all of it or nothing. Flow control is left out: answers are small.
 */
final class FaultyHttp2 implements ServerParser.Listener {
    private final FaultyUpstream upstream;
    private final Socket socket;
    private final ByteBufferPool buffers = ByteBufferPool.NON_POOLING;
    private final Generator generator = new Generator(buffers);

    FaultyHttp2(FaultyUpstream upstream, Socket socket) {
        this.upstream = upstream;
        this.socket = socket;
    }

    void serve() throws IOException {
        ServerParser parser = new ServerParser(buffers, 8 * 1024, RateControl.NO_RATE_CONTROL);
        parser.init(this);
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[16 * 1024];
        for (int read = in.read(bytes); read >= 0 && !socket.isClosed(); read = in.read(bytes)) {
            parser.parse(ByteBuffer.wrap(bytes, 0, read));
        }
    }

    @Override
    public void onPreface() {
        write(List.of(new SettingsFrame(Map.of(), false)));
    }

    @Override
    public void onSettings(SettingsFrame frame) {
        if (!frame.isReply()) {
            write(List.of(new SettingsFrame(Map.of(), true)));
        }
    }

    @Override
    public void onPing(PingFrame frame) {
        if (!frame.isReply()) {
            write(List.of(new PingFrame(frame.getPayload(), true)));
        }
    }

    @Override
    public void onHeaders(HeadersFrame frame) {
        if (socket.isClosed()) {
            return; // it came together with the one that was answered by GOAWAY, and is not looked at
        }
        MetaData.Request head = (MetaData.Request) frame.getMetaData();
        String target = head.getHttpURI().getPathQuery();
        upstream.received(head.getMethod(), target);
        answer(frame.getStreamId(), target);
    }

    private void answer(int stream, String target) {
        Mode mode = upstream.mode();
        switch (mode) {
            case RESET -> write(List.of(new ResetFrame(stream, ErrorCode.INTERNAL_ERROR.code)));
            case GOAWAY -> {
                write(List.of(new GoAwayFrame(stream, ErrorCode.NO_ERROR.code, new byte[0])));
                close();
            }
            case GARBAGE -> {
                write("SSH-2.0-none\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                close();
            }
            case CUT -> cut(stream, FaultyUpstream.content(target));
            case FULL -> write(List.of(head(stream, 503, 4), data(stream, "full", true)));
            case SLOW ->
                FaultyUpstream.start("slow", () -> {
                    Thread.sleep(2_000);
                    write(response(stream, target));
                });
            case OK, REFUSE -> write(response(stream, target));
            case SILENT -> {
                // Nothing is said.
            }
            case FLAP -> close();
        }
    }

    /** The end comes apart: together with the head it would be a failure before the head. */
    private void cut(int stream, String content) {
        write(List.of(
                head(stream, 200, content.length()), data(stream, content.substring(0, content.length() - 20), false)));
        FaultyUpstream.start("cut", () -> {
            Thread.sleep(20);
            write(List.of(new ResetFrame(stream, ErrorCode.INTERNAL_ERROR.code)));
        });
    }

    /** Every other one without a length. */
    private static List<Frame> response(int stream, String target) {
        String content = FaultyUpstream.content(target);
        int length = target.hashCode() % 2 == 0 ? content.length() : -1;
        return List.of(head(stream, 200, length), data(stream, content, true));
    }

    private static Frame head(int stream, int status, int length) {
        HttpFields fields = length < 0 ? HttpFields.EMPTY : HttpFields.build().put("content-length", length);
        return new HeadersFrame(stream, new MetaData.Response(status, null, HttpVersion.HTTP_2, fields), null, false);
    }

    private static Frame data(int stream, String text, boolean last) {
        return new DataFrame(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), last);
    }

    private synchronized void write(List<Frame> frames) {
        RetainableByteBuffer.DynamicCapacity bytes = new RetainableByteBuffer.DynamicCapacity(buffers, false, -1);
        try {
            for (Frame frame : frames) {
                if (frame instanceof DataFrame data) {
                    generator.data(bytes, data, data.remaining());
                } else {
                    generator.control(bytes, frame);
                }
            }
        } catch (HpackException e) {
            throw new IllegalStateException(e);
        }
        write(bytes.takeByteArray());
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            close();
        }
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
