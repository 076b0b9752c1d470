package forebay.cache;

import forebay.http.RequestDirectives;
import forebay.http.RequestHead;

/**
 * A request as the cache sees it.
 *
 * @param rules of its route
 * @param key its primary key
 * @param head as it will be forwarded, gateway credentials already removed and the client's own conditional fields
 *     still there
 * @param presented by what credential it says who is asking
 * @param content whether the request carries content, or may (Content-Length above zero, or Transfer-Encoding)
 */
public record CacheRequest(CacheRules rules, CacheKey key, RequestHead head, Presented presented, boolean content) {
    /** What it says in Cache-Control or Pragma, as far as its route lets clients decide (RFC 9111 §5.2.1). */
    public RequestDirectives directives() {
        RequestDirectives said = RequestDirectives.of(head.fields());
        return rules.policy().clientDirectives() == CachePolicy.ClientDirectives.LIMIT ? said.limited() : said;
    }

    /** Whether access control verified who is asking. */
    public boolean authenticated() {
        return presented == Presented.VERIFIED;
    }

    /** The same request with another head. */
    public CacheRequest withHead(RequestHead other) {
        return new CacheRequest(rules, key, other, presented, content);
    }

    /** The same request as a GET of all there is: without Range and If-Range. */
    CacheRequest plainGet() {
        return withHead(new RequestHead(
                "GET",
                head.scheme(),
                head.authority(),
                head.target(),
                head.fields().without("Range").without("If-Range")));
    }
}
