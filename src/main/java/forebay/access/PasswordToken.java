package forebay.access;

import org.apache.shiro.authc.UsernamePasswordToken;

/** User name and password on their way to the realms; never printed, for people type passwords as names. */
final class PasswordToken extends UsernamePasswordToken {
    private static final long serialVersionUID = 1L;

    PasswordToken(String name, String password, String host) {
        super(name, password.toCharArray(), false, host);
    }

    @Override
    public String toString() {
        return "a user name with password";
    }
}
