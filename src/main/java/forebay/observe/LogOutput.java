package forebay.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Where the access log's bytes go; for one thread. */
interface LogOutput {
    /** Writes all of {@code lines}; where that fails, the position says how far it came. */
    void write(ByteBuffer lines) throws IOException;

    /** Lets go of what it holds open. */
    void close() throws IOException;

    /** Writes to a stream that is not ours to close, such as standard output. */
    static LogOutput to(OutputStream stream) {
        return new LogOutput() {
            @Override
            public void write(ByteBuffer lines) throws IOException {
                stream.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
                stream.flush();
                lines.position(lines.limit());
            }

            @Override
            public void close() throws IOException {
                stream.flush();
            }
        };
    }
}
