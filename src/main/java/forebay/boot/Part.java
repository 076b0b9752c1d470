package forebay.boot;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * A public static method of a class behind another class loader. Arguments and result are types of the JDK, which
 * both sides share.
 *
 * @param loader where the class is found; also the context class loader of the call
 * @param type the class
 * @param method the method's name; the class has one of this name
 */
record Part(ClassLoader loader, String type, String method) {

    /**
     * Calls it.
     *
     * @throws Exception what the method throws, or that there is no such method; an error of the method is thrown as
     *     it is, too
     */
    <T> T call(Class<T> result, Object... arguments) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return result.cast(found().invoke(null, arguments));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            // A missing class or native library says what is wrong; the reflection around it says nothing.
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Method found() throws ReflectiveOperationException {
        return Arrays.stream(Class.forName(type, true, loader).getMethods())
                .filter(m -> m.getName().equals(method))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type + "." + method));
    }
}
