package forebay.embedded;

import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The server's threads. What they do is the web application's, also where no request of it is served. */
final class GatewayThreads extends QueuedThreadPool {
    private volatile @Nullable ClassLoader loader;

    /**
     * Without threads yet.
     *
     * @param spare below so many threads to spare, selectors are not left to {@link LazyHandOff}
     */
    GatewayThreads(int spare) {
        setName("forebay");
        setLowThreadsThreshold(spare);
    }

    /** The application's class loader, for upstreams' responses: they come outside of its context. */
    void loader(ClassLoader application) {
        loader = application;
    }

    @Override
    protected void runJob(Runnable job) {
        ClassLoader application = loader;
        if (application != null) {
            Thread.currentThread().setContextClassLoader(application);
        }
        super.runJob(job);
    }
}
