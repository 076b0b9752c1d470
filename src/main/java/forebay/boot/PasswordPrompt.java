package forebay.boot;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Asks for a password: unseen and twice on a terminal, else the first line of standard input. Never an argument. */
final class PasswordPrompt {
    private PasswordPrompt() {}

    /** Reads one; the caller wipes it. */
    @SuppressWarnings("SystemConsoleNull") // Whether it is a terminal is asked too, where the JDK can tell.
    static char[] read() throws IOException {
        Console console = System.console();
        return console != null && isTerminal(console) ? ask(console) : firstLine(System.in);
    }

    /** Up to JDK 21 there is a console for terminals only; from 22 on it says of itself whether it is one. */
    private static boolean isTerminal(Console console) throws IOException {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    private static char[] ask(Console console) throws IOException {
        char[] first = console.readPassword("Password: ");
        char[] again = console.readPassword("Again: ");
        if (first == null || !Arrays.equals(first, again)) {
            throw new IOException("the two passwords differ; nothing was hashed");
        }
        Arrays.fill(again, ' ');
        return first;
    }

    /** The first line of a stream, in the platform's encoding; empty where there is none. */
    static char[] firstLine(InputStream in) throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
        return line == null ? new char[0] : line.toCharArray();
    }
}
