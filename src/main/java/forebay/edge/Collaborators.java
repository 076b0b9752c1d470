package forebay.edge;

import jakarta.servlet.ServletContext;

/** Where filters and servlets find what the composition root built: attributes of the servlet context, by type. */
public final class Collaborators {
    private Collaborators() {}

    /** Makes {@code part} known under {@code type}. */
    public static <T> void put(ServletContext context, Class<T> type, T part) {
        context.setAttribute(type.getName(), part);
    }

    /** The part of this type; its absence means that the gateway's listener is not declared in web.xml. */
    public static <T> T get(ServletContext context, Class<T> type) {
        Object part = context.getAttribute(type.getName());
        if (part == null) {
            throw new IllegalStateException("no " + type.getName()
                    + " in the servlet context: is forebay.Gateway declared as a listener in web.xml?");
        }
        return type.cast(part);
    }
}
