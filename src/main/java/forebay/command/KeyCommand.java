package forebay.command;

import forebay.access.ApiKeys;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** {@code key}: makes an API key. */
public final class KeyCommand {
    private KeyCommand() {}

    /**
     * Prints a new key, which is nowhere kept, and the line of shiro.ini that lets it in.
     *
     * @param id the key's name
     * @param roles what whoever holds it may be
     * @return 0; 1, with the reason on {@code err}, where shiro.ini could not hold the id or a role
     */
    public static int run(String id, List<String> roles, PrintStream out, PrintStream err) {
        try {
            Map<String, String> made = create(id, roles);
            out.println("The key, shown this once; whoever uses it sends it as  X-Api-Key: KEY");
            out.println("  " + made.get("key"));
            out.println("Its line in shiro.ini, below [keys]:");
            out.println("  " + made.get("line"));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("forebay: " + e.getMessage());
            return 1;
        }
    }

    /**
     * A new key: {@code key} is the secret, {@code line} what shiro.ini says of it.
     *
     * @throws IllegalArgumentException where shiro.ini could not hold the id or a role
     */
    public static Map<String, String> create(String id, List<String> roles) {
        ApiKeys.NewKey made = ApiKeys.generate(id, roles, new SecureRandom());
        return Map.of("key", made.key(), "line", made.line());
    }
}
