package forebay.conformance;

import java.net.URI;

/** The configuration of the gateway under test: a route for each way of caching that the rows need. */
final class Routes {
    /** Passes the client's Authorization on. */
    static final String AUTHORIZATION = "authorization";

    private Routes() {}

    static String yaml(URI origin) {
        return """
                pools:
                  app:
                    upstreams:
                      - url: %s
                routes:
                  - path: /
                    pool: app
                    methods: [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY, FROB]
                  - path: /authorization
                    pool: app
                    authorization: pass
                cluster:
                  mode: off
                access-log: off
                """.formatted(origin);
    }
}
