package forebay.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Jetty 12.1: its idle time goes on to count after the change; for a request without Content-Length it takes the end of
 * the (empty) content for the end of what follows; and when the streams are closed it reads the next HTTP request from
 * the connection. So the idle time is lifted, the end of the content forgotten, and the end point closed. Jetty's
 * classes are the server's, not ours to link to.
 */
final class JettyUpgrade implements UpgradedConnection {
    @Override
    public Runnable takeOver(HttpServletRequest request) {
        Object plain = ConnectionAborts.unwrap(request);
        try {
            Object core = plain.getClass().getMethod("getRequest").invoke(plain);
            Object connection = call(
                    "org.eclipse.jetty.server.ConnectionMetaData",
                    "getConnection",
                    call("org.eclipse.jetty.server.Request", "getConnectionMetaData", core));
            forgetEndOfContent(connection);
            Object endPoint = call("org.eclipse.jetty.io.Connection", "getEndPoint", connection);
            Class<?> type = Class.forName(
                    "org.eclipse.jetty.io.EndPoint", true, endPoint.getClass().getClassLoader());
            type.getMethod("setIdleTimeout", long.class).invoke(endPoint, 0L);
            Method close = type.getMethod("close");
            return () -> close(close, endPoint);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Jetty's connection can not be taken over", e);
        }
    }

    private static void forgetEndOfContent(Object connection) throws ReflectiveOperationException {
        Object current = ((AtomicReference<?>) field(connection, "_stream").get(connection)).get();
        if (current == null) {
            throw new IllegalStateException("the request is over");
        }
        field(current, "_chunk").set(current, null);
    }

    /** A field of the object's class or of one above it: a server may have connections of its own kind. */
    private static Field field(Object of, String name) throws NoSuchFieldException {
        for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(of.getClass().getName() + " and those above it: " + name);
    }

    private static void close(Method close, Object endPoint) {
        try {
            close.invoke(endPoint);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Jetty's connection can not be closed", e);
        }
    }

    /** Calls a method of a public interface on an object whose own class may not be public. */
    private static Object call(String type, String method, Object on) throws ReflectiveOperationException {
        return Class.forName(type, true, on.getClass().getClassLoader())
                .getMethod(method)
                .invoke(on);
    }
}
