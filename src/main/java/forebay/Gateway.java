package forebay;

import forebay.access.InvalidPolicyException;
import forebay.cluster.ClusterMember;
import forebay.config.ConfigException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of web.xml that makes the gateway: it reads the configuration, builds every part and puts what filters
 * and servlets look for into the servlet context. A configuration with errors fails the deployment, naming them all.
 */
public final class Gateway implements ServletContextListener {
    /** Context attribute that holds the text of what kept the gateway from starting. */
    public static final String FAILURE = "forebay.failure";

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private @Nullable Assembly assembly;

    /** For the container. */
    public Gateway() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        try {
            assembly = Assembly.start(context);
        } catch (ConfigException | InvalidPolicyException | IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            context.setAttribute(FAILURE, message);
            LOG.error("The gateway does not start: its configuration can not be used\n{}", message);
            throw new IllegalStateException("the configuration can not be used:\n" + message, e);
        } finally {
            ClusterMember.leaveThread();
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Assembly running = assembly;
        assembly = null;
        if (running != null) {
            try {
                running.stop();
            } finally {
                ClusterMember.leaveThread();
                LentThreads.letGo(Gateway.class.getClassLoader());
            }
        }
    }
}
