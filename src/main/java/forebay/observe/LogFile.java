package forebay.observe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to. Before each batch it looks whether its path still names the file that is open,
 * and opens it anew where it was renamed or deleted: log rotation needs no signal. (One that copies and truncates works
 * too, as every write appends.)
 */
final class LogFile implements LogOutput {
    private final Path path;
    private FileChannel channel;
    private @Nullable Object key;

    /** Opens, and creates where it is missing; the folder must be there. */
    LogFile(Path path) throws IOException {
        this.path = path;
        channel = append(path);
        key = key(path);
    }

    @Override
    public void write(ByteBuffer lines) throws IOException {
        if (!channel.isOpen() || rotated()) {
            FileChannel next = append(path);
            close();
            channel = next;
            key = key(path);
        }
        while (lines.hasRemaining()) {
            channel.write(lines);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** File systems without file keys show only that a file is gone. */
    private boolean rotated() throws IOException {
        try {
            return !Objects.equals(key, key(path));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static FileChannel append(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
