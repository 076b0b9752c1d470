package forebay.route;

import java.util.Locale;

/** What becomes of the path that an upstream wants a cookie for, where the route sends it another path. */
public enum CookiePaths {
    /** It is turned back as Location is; {@code /}, which holds for every route of the host, stays. */
    BACK,
    /** The same, and {@code /} becomes the route's path, so that no other application gets the cookie. */
    WITHIN,
    /** It stays. */
    KEEP;

    /** Its word in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
