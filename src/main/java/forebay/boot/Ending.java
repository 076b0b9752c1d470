package forebay.boot;

/**
 * What happens when the process ends, be it by a signal or by {@link System#exit}: the running gateway is closed, which
 * drains it, then the work folder is deleted. A shutdown hook; ends the process itself, so that an orderly stop by a
 * signal is exit code 0.
 */
final class Ending extends Thread {
    /** The code of a process that is ended before it did what it was asked for. */
    private static final int UNDONE = 1;

    private final WorkFolder folder;
    private volatile AutoCloseable running = () -> {};
    private volatile int code = UNDONE;

    private Ending(WorkFolder folder) {
        super("forebay-stop");
        this.folder = folder;
    }

    /** Registers it. */
    static Ending of(WorkFolder folder) {
        Ending ending = new Ending(folder);
        Runtime.getRuntime().addShutdownHook(ending);
        return ending;
    }

    /** From now on a signal stops {@code gateway} first, and is exit code 0. */
    void running(AutoCloseable gateway) {
        running = gateway;
        code = 0;
    }

    /** Ends the process. */
    void exit(int exitCode) {
        code = exitCode;
        System.exit(exitCode);
    }

    @Override
    public void run() {
        close(running);
        close(folder);
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    private void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            code = UNDONE;
            System.err.println("forebay: did not stop cleanly: " + e);
        }
    }
}
