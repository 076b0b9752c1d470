package forebay.proxy;

import forebay.balance.HealthCheckSettings;
import forebay.balance.Upstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds an upstream well that takes a TCP connection, which is closed at once. */
final class TcpProbe implements HealthProbe {
    private static final Logger LOG = LoggerFactory.getLogger(TcpProbe.class);

    private final HttpClient resolver;
    private final Upkeep upkeep;
    private final OptionalInt port;
    private final Duration timeout;
    private final boolean announced;

    /**
     * A probe.
     *
     * @param resolver resolves names without blocking
     * @param announced whether its connections begin with the PROXY protocol's header
     */
    TcpProbe(HttpClient resolver, Upkeep upkeep, HealthCheckSettings settings, boolean announced) {
        this.resolver = resolver;
        this.upkeep = upkeep;
        this.port = settings.port();
        this.timeout = settings.timeout();
        this.announced = announced;
    }

    @Override
    public void ask(Upstream upstream, Consumer<Finding> told) {
        Try one = new Try(told);
        resolver.getSocketAddressResolver()
                .resolve(
                        upstream.url().getHost(),
                        port.orElse(upstream.url().getPort()),
                        Map.of(),
                        Promise.from(one::connect, failure -> one.tell(false, "dns_error")));
    }

    /** One connection; told once, by whatever comes first. */
    private final class Try implements CompletionHandler<Void, @Nullable Void> {
        private final Consumer<Finding> told;
        private final AtomicBoolean over = new AtomicBoolean();
        private final Upkeep.Timer late;
        private volatile @Nullable AsynchronousSocketChannel channel;

        Try(Consumer<Finding> told) {
            this.told = told;
            this.late = upkeep.after(timeout, () -> tell(false, "connection_timeout"));
        }

        void connect(List<InetSocketAddress> addresses) {
            try {
                AsynchronousSocketChannel opened = AsynchronousSocketChannel.open(upkeep.channels());
                channel = opened;
                opened.connect(addresses.get(0), null, this);
            } catch (IOException | RuntimeException e) {
                tell(false, "destination_unavailable");
            }
            if (over.get()) {
                close();
            }
        }

        @Override
        public void completed(@Nullable Void nothing, @Nullable Void attached) {
            AsynchronousSocketChannel opened = channel;
            if (announced && opened != null) {
                // It fits into the buffer of a new connection, so that it is written as a whole.
                opened.write(ProxyHeader.local(), null, new Announced(this));
            } else {
                tell(true, "connected");
            }
        }

        @Override
        public void failed(Throwable failure, @Nullable Void attached) {
            tell(false, "connection_refused");
        }

        void tell(boolean well, String what) {
            if (over.compareAndSet(false, true)) {
                late.cancel();
                close();
                told.accept(new Finding(well, "health check: " + what));
            }
        }

        private void close() {
            AsynchronousSocketChannel opened = channel;
            if (opened != null) {
                try {
                    opened.close();
                } catch (IOException e) {
                    LOG.debug("A connection that nothing was sent on did not close in order", e);
                }
            }
        }
    }

    /** The header was written. */
    private record Announced(Try connection) implements CompletionHandler<Integer, @Nullable Void> {
        @Override
        public void completed(Integer bytes, @Nullable Void attached) {
            connection.tell(true, "connected");
        }

        @Override
        public void failed(Throwable failure, @Nullable Void attached) {
            connection.tell(false, "connection_terminated");
        }
    }
}
