package forebay.cache;

import forebay.http.CacheStatus;

/** What to do with a request, given what is stored (RFC 9111 §4). */
public sealed interface Reuse
        permits Reuse.Serve, Reuse.ServeStale, Reuse.Validate, Reuse.Forward, Reuse.GatewayTimeout {
    /** For a switch. */
    enum Kind {
        /** {@link Serve}. */
        SERVE,
        /** {@link ServeStale}. */
        SERVE_STALE,
        /** {@link Validate}. */
        VALIDATE,
        /** {@link Forward}. */
        FORWARD,
        /** {@link GatewayTimeout}. */
        GATEWAY_TIMEOUT
    }

    /** Which of the decisions this is. */
    Kind kind();

    /**
     * Answer with it, without going forward.
     *
     * @param stored the stored response
     */
    record Serve(StoredResponse stored) implements Reuse {
        @Override
        public Kind kind() {
            return Kind.SERVE;
        }
    }

    /**
     * Answer with it at once, and validate it behind (RFC 5861 §3).
     *
     * @param stored the stale response
     */
    record ServeStale(StoredResponse stored) implements Reuse {
        @Override
        public Kind kind() {
            return Kind.SERVE_STALE;
        }
    }

    /**
     * Go forward with the validators of {@code stored} (RFC 9111 §4.3.1).
     *
     * @param stored the stored response that was selected
     * @param status for Cache-Status
     * @param reason why it can not be reused as it is
     */
    record Validate(StoredResponse stored, CacheStatus.Forward status, ForwardReason reason) implements Reuse {
        @Override
        public Kind kind() {
            return Kind.VALIDATE;
        }
    }

    /**
     * Go forward as if nothing was stored.
     *
     * @param status for Cache-Status
     * @param reason why
     */
    record Forward(CacheStatus.Forward status, ForwardReason reason) implements Reuse {
        @Override
        public Kind kind() {
            return Kind.FORWARD;
        }
    }

    /**
     * Answer 504: the request says only-if-cached (RFC 9111 §5.2.1.7).
     *
     * @param reason why nothing stored will do
     */
    record GatewayTimeout(ForwardReason reason) implements Reuse {
        @Override
        public Kind kind() {
            return Kind.GATEWAY_TIMEOUT;
        }
    }
}
