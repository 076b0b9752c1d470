package forebay.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Tomcat: streams that are closed outside of its own threads close the connection only when the client sends something
 * next, so that a client would not learn of the end. So one of its own threads is sent to the socket to close it, as if
 * the server stopped. Closed by another thread while one of Tomcat's is at it, the socket would be gone and its
 * processor kept for good, with all that belongs to the request. Tomcat hides the socket behind facades, and its classes
 * are not ours to link to.
 */
final class TomcatUpgrade implements UpgradedConnection {
    @Override
    public Runnable takeOver(HttpServletRequest request) {
        try {
            Object connector = field(ConnectionAborts.unwrap(request), "request");
            Object coyote = connector.getClass().getMethod("getCoyoteRequest").invoke(connector);
            Object processor = field(coyote, "hook");
            Object socket = field(processor, "socketWrapper");
            Method process = process(socket.getClass());
            Object event = event(process.getParameterTypes()[0]);
            return () -> close(process, socket, event);
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

    private static Method process(Class<?> socket) throws NoSuchMethodException {
        for (Method method : socket.getMethods()) {
            if (method.getName().equals("processSocket") && method.getParameterCount() == 2) {
                return method;
            }
        }
        throw new NoSuchMethodException(socket.getName() + ".processSocket");
    }

    private static Object event(Class<?> events) throws NoSuchFieldException {
        for (Object event : events.getEnumConstants()) {
            if (event.toString().equals("STOP")) {
                return event;
            }
        }
        throw new NoSuchFieldException(events.getName() + ".STOP");
    }

    private static void close(Method process, Object socket, Object event) {
        try {
            process.invoke(socket, event, true);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Tomcat's connection can not be closed", e);
        }
    }
}
