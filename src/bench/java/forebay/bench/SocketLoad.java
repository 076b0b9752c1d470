package forebay.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** The built-in load, where wrk is absent: one blocking socket and one thread a connection. Needs Content-Length. */
final class SocketLoad implements Load {
    private static final String LENGTH = "content-length:";

    @Override
    public String name() {
        return "built-in client";
    }

    @Override
    public Result run(int port, String target, String apiKey, Pace pace, Duration duration)
            throws IOException, InterruptedException {
        byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nX-Api-Key: " + apiKey
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(pace.connections());
        try {
            List<Future<Result>> running = new ArrayList<>();
            for (int i = 0; i < pace.connections(); i++) {
                running.add(threads.submit(() -> loop(port, request, pace, end)));
            }
            long completed = 0;
            long failed = 0;
            for (Future<Result> each : running) {
                completed += each.get().completed();
                failed += each.get().failed();
            }
            return new Result(completed, failed, (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("a connection of the load broke off", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Result loop(int port, byte[] request, Pace pace, long end) throws IOException, InterruptedException {
        long completed = 0;
        long failed = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream input = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            while (System.nanoTime() - end < 0) {
                socket.getOutputStream().write(request);
                boolean ok = line(input).startsWith("HTTP/1.1 200");
                completed++;
                failed += ok ? 0 : 1;
                input.skipNBytes(length(input));
                if (pace.pauses()) {
                    Thread.sleep(ThreadLocalRandom.current().nextLong(pace.leastMillis(), pace.mostMillis() + 1));
                }
            }
        }
        return new Result(completed, failed, 0);
    }

    /** Reads the field lines up to the content. */
    private static int length(InputStream input) throws IOException {
        int length = 0;
        for (String line = line(input); !line.isEmpty(); line = line(input)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        return length;
    }

    private static String line(InputStream input) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
