package forebay.bench;

import com.sun.management.ThreadMXBean;
import forebay.Gateway;
import forebay.access.ReloadingShiroFilter;
import forebay.cache.servlet.CacheFilter;
import forebay.edge.Collaborators;
import forebay.embedded.EmbeddedServer;
import forebay.embedded.ServerOptions;
import forebay.exchange.ExchangeListener;
import forebay.guard.RequestGuard;
import forebay.proxy.BalancingProxyServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eclipse.jetty.ee10.proxy.AsyncProxyServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * One server of the bench, a process of its own: {@code BenchServer origin} or {@code BenchServer RUNG ORIGIN-URL}, the
 * latter with the system property {@code forebay.conf}. Prints {@code ready PORT}; then for each end of a line on its
 * standard input the bytes that it has allocated so far, and for each {@code m} what it holds. Ends with its standard input.
 *
 * <p>The same Jetty with the same settings is around each of them, so that they differ in what is measured only.
 */
public final class BenchServer {
    private BenchServer() {}

    /** Starts it. */
    public static void main(String[] args) throws Exception {
        Path temp = Files.createTempDirectory("forebay-bench-server");
        boolean origin = args[0].equals("origin");
        if (!origin && Rung.valueOf(args[0]).byJar()) {
            ServerOptions options = new ServerOptions(
                    "127.0.0.1", 0, Optional.empty(), 16 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(1));
            try (EmbeddedServer server = EmbeddedServer.start(options, Path.of("webapp"), temp)) {
                serve(server.addresses().get(0).getPort());
            }
            return;
        }
        ServletContextHandler context = new ServletContextHandler("/");
        context.setBaseResourceAsPath(temp);
        context.setTempDirectory(temp.toFile());
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        if (origin) {
            add(context, new OriginServlet());
        } else {
            mount(context, Rung.valueOf(args[0]), args[1]);
        }
        Server server = new Server(new QueuedThreadPool());
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        if (!context.isAvailable()) {
            throw new IllegalStateException("the context did not start");
        }
        serve(connector.getLocalPort());
        server.stop();
    }

    private static void serve(int port) throws IOException {
        System.out.println("ready " + port);
        for (int asked = System.in.read(); asked >= 0; asked = System.in.read()) {
            System.out.println(asked == 'm' ? heldBytes() : Long.toString(allocatedBytes()));
        }
    }

    /** What is in use after a collection: of the heap, and of direct buffers outside of it. */
    private static String heldBytes() {
        System.gc();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + " " + direct;
    }

    /** What the present threads have allocated so far; those of a pool under load live on. */
    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        return http;
    }

    private static void mount(ServletContextHandler context, Rung rung, String origin) {
        if (rung.has(Rung.GUARD)) {
            context.addEventListener(new Gateway());
            if (!rung.has(Rung.GATEWAY)) {
                context.addEventListener(new Unobserved());
            }
            add(context, new RequestGuard(), EnumSet.of(DispatcherType.REQUEST));
        }
        if (rung.has(Rung.SHIRO)) {
            add(context, new ReloadingShiroFilter(), EnumSet.of(DispatcherType.REQUEST));
        }
        if (rung == Rung.LOOKUP) {
            add(context, new LookUpFilter(), EnumSet.of(DispatcherType.REQUEST));
        }
        if (rung.has(Rung.LOOKUP)) {
            add(context, new CacheFilter(), EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
            add(context, new BalancingProxyServlet()).setInitParameter("maxThreads", "64");
        } else if (rung == Rung.STOCK) {
            add(context, new AsyncProxyServlet.Transparent()).setInitParameter("proxyTo", origin);
        } else {
            add(context, new BytesServlet());
        }
    }

    private static void add(ServletContextHandler context, Filter filter, EnumSet<DispatcherType> dispatches) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", dispatches);
    }

    private static ServletHolder add(ServletContextHandler context, Servlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        context.addServlet(holder, "/*");
        return holder;
    }

    /** Takes log and metrics out again, for the rungs below them. */
    private static final class Unobserved implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            Collaborators.put(event.getServletContext(), ExchangeListener.class, exchange -> {});
        }
    }
}
