package forebay.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Tomcat: streams that are closed outside of its own threads close the connection only when the client sends something
 * next, so that a client would not learn of the end. Its socket is closed instead. Tomcat hides it behind facades, and
 * its classes are not ours to link to.
 */
final class TomcatUpgrade implements UpgradedConnection {
    @Override
    public Runnable takeOver(HttpServletRequest request) {
        try {
            Object connector = field(ConnectionAborts.unwrap(request), "request");
            Object coyote = connector.getClass().getMethod("getCoyoteRequest").invoke(connector);
            Object processor = field(coyote, "hook");
            Object socket = field(processor, "socketWrapper");
            Method close = socket.getClass().getMethod("close");
            return () -> close(close, socket);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Tomcat's connection can not be taken over", e);
        }
    }

    /** What a field holds that the object's class, or one above it, declares. */
    static Object field(Object of, String name) throws ReflectiveOperationException {
        for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    Object value = field.get(of);
                    if (value == null) {
                        throw new IllegalStateException("the request is over");
                    }
                    return value;
                }
            }
        }
        throw new NoSuchFieldException(of.getClass().getName() + "." + name);
    }

    private static void close(Method close, Object socket) {
        try {
            close.invoke(socket);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Tomcat's connection can not be closed", e);
        }
    }
}
