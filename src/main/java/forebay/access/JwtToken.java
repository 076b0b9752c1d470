package forebay.access;

import org.apache.shiro.authc.BearerToken;

/** A bearer token on its way to the realms; never printed. */
final class JwtToken extends BearerToken {
    private static final long serialVersionUID = 1L;

    JwtToken(String token, String host) {
        super(token, host);
    }

    @Override
    public String toString() {
        return "a bearer token";
    }
}
