package forebay.access;

import org.apache.shiro.authc.AuthenticationToken;

/** An API key on its way to the realm; never printed. */
final class ApiKeyToken implements AuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String secret;

    ApiKeyToken(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    @Override
    public String getPrincipal() {
        return id;
    }

    @Override
    public String getCredentials() {
        return secret;
    }

    @Override
    public String toString() {
        return "an API key";
    }
}
