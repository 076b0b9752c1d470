package forebay.embedded;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.webapp.Configuration;
import org.eclipse.jetty.ee10.webapp.WebAppConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The web application within the server. Differs from a deployed one in that nothing is scanned (web.xml says it all),
 * that every target comes through to the guard, which judges ambiguous ones, and that a failure to start is kept for
 * the caller instead of being logged.
 */
final class GatewayContext extends WebAppContext {
    /** The application's attribute of this name is a supplier of text: types of the JDK alone pass between the two. */
    private static final String METHODS = "forebay.methods";

    private volatile @Nullable Throwable failure;

    /**
     * The web application in a folder.
     *
     * @param webapp an unpacked WAR
     * @param temp for its temporary files
     */
    GatewayContext(Path webapp, Path temp) {
        setContextPath("/");
        setWar(webapp.toUri().toString());
        setTempDirectory(temp.toFile());
        setConfigurations(
                new Configuration[] {new WebInfConfiguration(), new WebXmlConfiguration(), new WebAppConfiguration()});
        // No default servlet, no JSP, no welcome files: whatever the application does not map goes to an upstream.
        setDefaultsDescriptor(null);
        setWelcomeFiles(new String[0]);
        // A path /WEB-INF/… is an upstream's like any other; no file of this folder is served by its path.
        setProtectedTargets(new String[0]);
        getServletHandler().setDecodeAmbiguousURIs(true);
        setParentLoaderPriority(false);
    }

    @Override
    protected void startContext() {
        try {
            super.startContext();
        } catch (Exception | LinkageError e) {
            failure = e;
        }
    }

    /** The methods that the application says it takes, as Allow has them; empty where it says nothing. */
    String methods() {
        return getServletContext().getAttribute(METHODS) instanceof Supplier<?> said ? String.valueOf(said.get()) : "";
    }

    /** Why the application did not start; empty where it did. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
