package forebay.cache;

import forebay.http.Fields;
import forebay.http.HopByHop;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;

/**
 * What of a head is stored (RFC 9111 §3.1): all field lines in order and value, but for those that end at this hop,
 * those of a proxy in use, those that private="…" or no-cache="…" names, and cookies where the route strips them.
 */
final class StoredHead {
    private StoredHead() {}

    static ResponseHead of(ResponseHead response, ResponseDirectives directives, CachePolicy.SetCookie setCookie) {
        boolean stripsCookies = setCookie == CachePolicy.SetCookie.STRIP;
        Fields kept = HopByHop.strip(response.fields())
                .filter(name -> !directives.withheld().contains(name)
                        && !(stripsCookies && name.equalsIgnoreCase("Set-Cookie")));
        return response.withFields(kept);
    }
}
