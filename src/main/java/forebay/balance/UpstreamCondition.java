package forebay.balance;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything that decides how an upstream stands: inputs that know nothing of each other, at one moment. Immutable;
 * each change is another one. All times are on the scale of {@link System#nanoTime()}.
 *
 * @param operator what an operator said
 * @param weight an operator's weight, in place of the configured one
 * @param healthy what health checks say; true where there are none
 * @param ejection until when it is ejected; {@link Span#NONE} where it was not, or long ago
 * @param penalty until when connecting is not tried in its turn; kept when over, so that the next one is longer
 * @param returnedNanos when it came, or came back; empty where it was there from the beginning
 */
record UpstreamCondition(
        OperatorWord operator,
        OptionalInt weight,
        boolean healthy,
        Span ejection,
        Span penalty,
        OptionalLong returnedNanos) {
    /** Nothing is known of it. */
    static final UpstreamCondition NEW = new UpstreamCondition(
            OperatorWord.ENABLED, OptionalInt.empty(), true, Span.NONE, Span.NONE, OptionalLong.empty());

    /**
     * A time that ends.
     *
     * @param nanos its length; 0 for none
     * @param untilNanos its end
     */
    record Span(long nanos, long untilNanos) {
        static final Span NONE = new Span(0, 0);

        static Span of(long nanos, long nowNanos) {
            return new Span(nanos, nowNanos + nanos);
        }

        boolean over(long nowNanos) {
            return nanos == 0 || nowNanos - untilNanos >= 0;
        }

        long left(long nowNanos) {
            return over(nowNanos) ? 0 : untilNanos - nowNanos;
        }
    }

    Standing standing(long nowNanos) {
        return switch (operator) {
            case DISABLED -> Standing.DISABLED;
            case DRAINING -> Standing.DRAINING;
            case ENABLED -> judged(nowNanos);
        };
    }

    private Standing judged(long nowNanos) {
        if (!healthy) {
            return Standing.UNHEALTHY;
        }
        if (!ejection.over(nowNanos)) {
            return Standing.EJECTED;
        }
        return penalty.over(nowNanos) ? Standing.AVAILABLE : Standing.UNREACHABLE;
    }

    /** How long ago it came back, as far as slow start is concerned; empty where it never was away. */
    OptionalLong sinceReturn(long nowNanos) {
        boolean ejectedBefore = ejection.nanos() != 0 && ejection.over(nowNanos);
        if (returnedNanos.isEmpty()) {
            return ejectedBefore ? OptionalLong.of(nowNanos - ejection.untilNanos()) : OptionalLong.empty();
        }
        long since = nowNanos - returnedNanos.getAsLong();
        return OptionalLong.of(ejectedBefore ? Math.min(since, nowNanos - ejection.untilNanos()) : since);
    }

    /** How long until time alone changes how it stands; empty where nothing is pending. */
    OptionalLong changesIn(long nowNanos) {
        long ejected = ejection.left(nowNanos);
        long penalised = penalty.left(nowNanos);
        if (ejected == 0 || penalised == 0) {
            long left = Math.max(ejected, penalised);
            return left == 0 ? OptionalLong.empty() : OptionalLong.of(left);
        }
        return OptionalLong.of(Math.min(ejected, penalised));
    }

    UpstreamCondition with(OperatorWord word, long nowNanos) {
        boolean returns = operator != OperatorWord.ENABLED && word == OperatorWord.ENABLED;
        return new UpstreamCondition(
                word, weight, healthy, ejection, penalty, returns ? OptionalLong.of(nowNanos) : returnedNanos);
    }

    UpstreamCondition withWeight(OptionalInt other) {
        return new UpstreamCondition(operator, other, healthy, ejection, penalty, returnedNanos);
    }

    UpstreamCondition withHealth(boolean health, long nowNanos) {
        boolean returns = !healthy && health;
        return new UpstreamCondition(
                operator, weight, health, ejection, penalty, returns ? OptionalLong.of(nowNanos) : returnedNanos);
    }

    UpstreamCondition ejected(Duration length, long nowNanos) {
        return new UpstreamCondition(
                operator, weight, healthy, Span.of(length.toNanos(), nowNanos), penalty, returnedNanos);
    }

    /** The ejection is over; slow start begins where it ended. */
    UpstreamCondition returned(long nowNanos) {
        OptionalLong since = sinceReturn(nowNanos);
        OptionalLong at = since.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nowNanos - since.getAsLong());
        return new UpstreamCondition(operator, weight, healthy, Span.NONE, penalty, at);
    }

    UpstreamCondition added(long nowNanos) {
        return new UpstreamCondition(operator, weight, healthy, ejection, penalty, OptionalLong.of(nowNanos));
    }

    UpstreamCondition penalised(long nanos, long nowNanos) {
        return new UpstreamCondition(operator, weight, healthy, ejection, Span.of(nanos, nowNanos), returnedNanos);
    }

    UpstreamCondition reached(long nowNanos) {
        return new UpstreamCondition(operator, weight, healthy, ejection, Span.NONE, OptionalLong.of(nowNanos));
    }
}
