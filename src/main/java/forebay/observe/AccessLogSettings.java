package forebay.observe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where access log lines go.
 *
 * @param enabled whether lines are written at all
 * @param file the file that lines are appended to; empty for standard output
 * @param queueLines lines that may wait for the disk; more are dropped and counted
 * @param logQuery whether the query is part of the line
 */
public record AccessLogSettings(boolean enabled, Optional<Path> file, int queueLines, boolean logQuery) {}
