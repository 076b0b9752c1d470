package forebay.conformance;

import java.net.URI;

/** The configuration of the gateway under test: a route for each way of caching that the rows need. */
final class Routes {
    /** Passes the client's Authorization on. */
    static final String AUTHORIZATION = "authorization";

    /** Stores responses with Set-Cookie. */
    static final String COOKIES = "cookies";

    /** Stores responses without their Set-Cookie. */
    static final String STRIPPED = "stripped";

    /** Lets no request directive cause a forward. */
    static final String LIMITED = "limited";

    /** Reads Forebay-Cache-Control, then CDN-Cache-Control. */
    static final String TARGETS = "targets";

    /** Reads no targeted field. */
    static final String UNTARGETED = "untargeted";

    /** Gives what states no lifetime a minute. */
    static final String TTL = "ttl";

    /** Never uses a heuristic. */
    static final String STATED = "stated";

    /** Uses what is stale for a minute in place of errors. */
    static final String GRACE = "grace";

    /** Uses what is stale for a minute while it validates behind. */
    static final String BEHIND = "behind";

    /** Lets stale-while-revalidate and stale-if-error count beside s-maxage. */
    static final String DEVIATING = "deviating";

    /** Bounds the lifetime of errors to a second. */
    static final String ERRORS = "errors";

    /** Only the parameters id and page count, in any order. */
    static final String KEPT = "kept";

    /** Parameters that begin with utm_ do not count. */
    static final String DROPPED = "dropped";

    /** X-Tenant and the cookie currency count. */
    static final String TENANTS = "tenants";

    /** Compresses. */
    static final String COMPRESSED = "compressed";

    private Routes() {}

    static String yaml(URI origin) {
        return """
                pools:
                  app:
                    upstreams:
                      - url: %s
                routes:
                  - {path: /, pool: app, methods: [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, FROB]}
                  - {path: /authorization, pool: app, authorization: pass}
                  - {path: /cookies, pool: app, cache: {set-cookie: store}}
                  - {path: /stripped, pool: app, cache: {set-cookie: strip}}
                  - {path: /limited, pool: app, cache: {client-directives: limit}}
                  - {path: /targets, pool: app, cache: {targeted-fields: [Forebay-Cache-Control, CDN-Cache-Control]}}
                  - {path: /untargeted, pool: app, cache: {targeted-fields: []}}
                  - {path: /ttl, pool: app, cache: {ttl: 1m}}
                  - {path: /stated, pool: app, cache: {heuristic: off}}
                  - {path: /grace, pool: app, cache: {stale: {grace: 1m}}}
                  - {path: /behind, pool: app, cache: {stale: {revalidate: 1m}}}
                  - {path: /deviating, pool: app, cache: {stale: {with-s-maxage: true}}}
                  - {path: /errors, pool: app, cache: {error-ttl-max: 1s}}
                  - {path: /kept, pool: app, cache: {key: {query: {keep: [id, page], sort: true}}}}
                  - {path: /dropped, pool: app, cache: {key: {query: {drop: [utm_*]}}}}
                  - {path: /tenants, pool: app, cache: {key: {fields: [X-Tenant], cookies: [currency]}}}
                  - {path: /compressed, pool: app, cache: {compress: [gzip]}}
                cluster:
                  mode: off
                access-log: off
                """.formatted(origin);
    }
}
