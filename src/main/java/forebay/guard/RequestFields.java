package forebay.guard;

import forebay.http.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Enumeration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field lines of requests. Thread-safe.
 *
 * <p>The servlet API names the fields and then looks for the lines of each name: work that rises with the square of
 * their number, for every request. Jetty has the lines in a list and shows it; the rest are read as the API wants it. Its
 * classes may be of another loader than ours, hence by method handles.
 */
final class RequestFields {
    private static final String JETTY = "org.eclipse.jetty.";
    private static final String JETTY_REQUEST = ".servlet.ServletApiRequest";

    /** How requests of the class that came last are read; nearly always there is one class. */
    private volatile Known known = new Known(HttpServletRequest.class, null);

    /**
     * How requests of one class are read.
     *
     * @param lines their field lines in order; null where only the servlet API can be asked
     */
    private record Known(Class<?> type, @Nullable Lines lines) {
        static Known of(Class<?> type) {
            return new Known(type, Lines.find(type).orElse(null));
        }
    }

    /** The field lines of a request. */
    Fields of(HttpServletRequest request) {
        Known reading = known;
        if (reading.type() != request.getClass()) {
            reading = Known.of(request.getClass());
            known = reading;
        }
        Lines lines = reading.lines();
        return lines == null ? byName(request) : lines.of(request);
    }

    /** The lines by name, those of one name together. */
    static Fields byName(HttpServletRequest request) {
        Fields.Builder fields = Fields.builder();
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                fields.add(name, values.nextElement());
            }
        }
        return fields.build();
    }

    /**
     * Jetty's lines in order.
     *
     * @param all from a request to an Iterable of lines
     * @param name from a line to its name
     * @param value from a line to its raw value, or null
     */
    private record Lines(MethodHandle all, MethodHandle name, MethodHandle value) {
        /** Empty where {@code type} is no request of Jetty, or of one that has changed. */
        static Optional<Lines> find(Class<?> type) {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                if (at.getName().startsWith(JETTY) && at.getName().endsWith(JETTY_REQUEST)) {
                    return jetty(at);
                }
            }
            return Optional.empty();
        }

        private static Optional<Lines> jetty(Class<?> request) {
            try {
                Class<?> fields = Class.forName(JETTY + "http.HttpFields", false, request.getClassLoader());
                Class<?> field = Class.forName(JETTY + "http.HttpField", false, request.getClassLoader());
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                MethodHandle all = lookup.findVirtual(request, "getFields", MethodType.methodType(fields));
                MethodType text = MethodType.methodType(String.class);
                MethodType textOf = MethodType.methodType(String.class, Object.class);
                return Optional.of(new Lines(
                        all.asType(MethodType.methodType(Iterable.class, Object.class)),
                        lookup.findVirtual(field, "getName", text).asType(textOf),
                        lookup.findVirtual(field, "getValue", text).asType(textOf)));
            } catch (ReflectiveOperationException otherVersion) {
                return Optional.empty();
            }
        }

        Fields of(HttpServletRequest request) {
            Fields.Builder fields = Fields.builder();
            try {
                for (Object line : (Iterable<?>) all.invokeExact((Object) request)) {
                    String raw = (String) value.invokeExact(line);
                    if (raw != null) {
                        fields.add((String) name.invokeExact(line), raw);
                    }
                }
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable undeclared) {
                throw new IllegalStateException(undeclared);
            }
            return fields.build();
        }
    }
}
