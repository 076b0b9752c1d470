package forebay.embedded;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** A web application that refuses to start. */
public final class FailingListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        throw new IllegalStateException("no gateway", new IllegalArgumentException("the pool is empty"));
    }
}
