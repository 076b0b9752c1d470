package forebay.balance;

import java.time.Duration;
import java.util.Optional;

/**
 * How the requests of one client stay with one upstream: by a cookie of the gateway.
 *
 * @param cookie its name
 * @param keys what it is made with
 * @param attributes how browsers treat it
 */
public record StickySettings(String cookie, SessionKeys keys, Attributes attributes) {
    /**
     * Attributes of the cookie (RFC 6265 §4.1.2; SameSite as browsers know it).
     *
     * @param maxAge how long it is kept; empty for as long as the browser's session
     * @param secure whether it is sent by TLS only
     * @param httpOnly whether scripts do not see it
     * @param sameSite {@code Lax}, {@code Strict} or {@code None}
     * @param path what it is sent for
     */
    public record Attributes(
            Optional<Duration> maxAge, boolean secure, boolean httpOnly, String sameSite, String path) {
        /** What holds where nothing is said. */
        public static final Attributes DEFAULT = new Attributes(Optional.empty(), true, true, "Lax", "/");

        private String text() {
            return "; Path=" + path
                    + maxAge.map(age -> "; Max-Age=" + age.toSeconds()).orElse("")
                    + (secure ? "; Secure" : "")
                    + (httpOnly ? "; HttpOnly" : "")
                    + "; SameSite=" + sameSite;
        }
    }

    /** The value of Set-Cookie that leads back to the upstream of this name. */
    String setCookie(String upstream) {
        return cookie + '=' + upstream + attributes.text();
    }
}
