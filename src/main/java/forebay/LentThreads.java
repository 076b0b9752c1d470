package forebay;

/**
 * Threads of the container that would keep an undeployed application in memory. A thread inherits the context class
 * loader of the one that has it made, and where the application's thread hands work to a pool of the container's, that is
 * the application's: WildFly's workers keep it until the server stops.
 */
final class LentThreads {
    private LentThreads() {}

    /** Gives every other thread whose context class loader is {@code application} the one above it. */
    static void letGo(ClassLoader application) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread != Thread.currentThread() && thread.getContextClassLoader() == application) {
                thread.setContextClassLoader(application.getParent());
            }
        }
    }
}
