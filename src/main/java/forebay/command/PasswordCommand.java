package forebay.command;

import forebay.access.Passwords;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** {@code password}: hashes one for shiro.ini. */
public final class PasswordCommand {
    private PasswordCommand() {}

    /**
     * Prints the hash of a password, which is wiped.
     *
     * @param password reads it; not from the command line, which other users of the machine can see
     * @return 0; 1, with the reason on {@code err}, where there is no password
     * @throws Exception what reading throws but for IOException
     */
    public static int run(Callable<char[]> password, PrintStream out, PrintStream err) throws Exception {
        try {
            out.println(hash(password.call()));
            err.println("In shiro.ini, below [users]:  NAME = HASH, ROLE");
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            err.println("forebay: " + e.getMessage());
            return 1;
        }
    }

    /**
     * The hash of a password, which is wiped.
     *
     * @throws IllegalArgumentException where it is empty
     */
    public static String hash(char[] password) {
        try {
            return Passwords.hash(password);
        } finally {
            Arrays.fill(password, ' ');
        }
    }
}
