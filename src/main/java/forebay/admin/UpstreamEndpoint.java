package forebay.admin;

import forebay.balance.PoolControl;
import forebay.balance.UpstreamStatus;
import forebay.edge.Problem;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /_forebay/upstreams}: an operator drains, disables or enables an upstream, or changes its weight. The
 * answer says how the upstream stands then.
 */
final class UpstreamEndpoint implements ApiCall.Endpoint {
    static final String PATH = "/upstreams";

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamEndpoint.class);
    private static final int MOST_BYTES = 4_096;

    private final PoolControl control;

    /** How an upstream stands, as it is answered. */
    record Answer(String pool, String upstream, String state, int weight, int inFlight) {}

    UpstreamEndpoint(PoolControl control) {
        this.control = control;
    }

    @Override
    public void serve(ApiCall call) throws IOException {
        Optional<byte[]> json = call.json("upstreams", MOST_BYTES);
        if (json.isEmpty()) {
            return;
        }
        UpstreamCall asked = UpstreamCall.read(json.get());
        if (!asked.wrong().isEmpty()) {
            call.refuse(Problem.of(
                    400,
                    "upstreams-invalid",
                    "This is no change of an upstream",
                    String.join(". ", asked.wrong()) + "."));
            return;
        }
        Optional<UpstreamStatus> status = apply(asked);
        if (status.isEmpty()) {
            call.refuse(unknown());
            return;
        }
        UpstreamStatus now = status.get();
        String state = now.standing().word();
        LOG.info(
                "{} of pool {}: {}, weight {}, by {}",
                now.name(),
                asked.pool(),
                state,
                now.weight(),
                call.exchange().caller().principal());
        call.answer(new Answer(asked.pool(), now.name(), state, now.weight(), now.inFlight()));
    }

    private Optional<UpstreamStatus> apply(UpstreamCall asked) {
        Optional<UpstreamStatus> status =
                asked.weighs() ? control.weigh(asked.pool(), asked.upstream(), asked.weight()) : Optional.empty();
        return asked.word()
                .map(word -> control.tell(asked.pool(), asked.upstream(), word))
                .orElse(status);
    }

    private static Problem unknown() {
        return Problem.of(
                404,
                "upstreams-unknown",
                "No such upstream",
                "status.json lists pools and upstreams; an upstream is named by scheme, host and port.");
    }
}
