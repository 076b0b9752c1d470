package forebay.access;

import org.apache.shiro.authc.credential.DefaultPasswordService;
import org.apache.shiro.crypto.hash.Hash;
import org.apache.shiro.crypto.hash.format.Shiro2CryptFormat;

/** Makes and reads password hashes as shiro.ini holds them. */
public final class Passwords {
    /** bcrypt has 23 bytes, argon2 at least 16 by RFC 9106 §4. */
    private static final int MIN_HASH_BYTES = 16;

    private Passwords() {}

    /**
     * Hashes a password with argon2id, in the form that the [users] section takes. Costs about 100 ms and 64 MiB.
     *
     * @throws IllegalArgumentException for an empty password
     */
    public static String hash(char[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("the password is empty");
        }
        return new DefaultPasswordService().encryptPassword(password);
    }

    /**
     * Reads an argon2 hash as Shiro writes it, or a bcrypt hash as Shiro or htpasswd write it.
     *
     * @throws IllegalArgumentException for anything else; its message does not repeat the text
     */
    static Hash parse(String text) {
        String formatted = text.startsWith("$2") ? "$shiro2" + text : text;
        if (!formatted.startsWith("$shiro2$argon2") && !formatted.startsWith("$shiro2$2")) {
            throw new IllegalArgumentException("not an argon2 or bcrypt hash");
        }
        Hash hash;
        try {
            hash = new Shiro2CryptFormat().parse(formatted);
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("an argon2 or bcrypt hash that is cut or misspelt", unreadable);
        }
        // Shiro reads a hash that lost its end, and then compares the few bytes that are left.
        if (hash.getBytes().length < MIN_HASH_BYTES) {
            throw new IllegalArgumentException("an argon2 or bcrypt hash that is cut");
        }
        return hash;
    }
}
