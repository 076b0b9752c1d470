package forebay.admin;

import forebay.cluster.NodeControl;
import forebay.edge.Problem;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /_forebay/nodes/forget}: an admin takes a node for dead, so that purges wait for it no longer. */
final class ForgetEndpoint implements ApiCall.Endpoint {
    static final String PATH = "/nodes/forget";

    private static final int MOST_BYTES = 4_096;
    private static final JsonMapper JSON = new JsonMapper();

    private final NodeControl nodes;

    /** What is answered. */
    record Answer(boolean forgotten) {}

    ForgetEndpoint(NodeControl nodes) {
        this.nodes = nodes;
    }

    @Override
    public void serve(ApiCall call) throws IOException {
        Optional<byte[]> json = call.json("nodes", MOST_BYTES);
        if (json.isEmpty()) {
            return;
        }
        Optional<String> node = node(json.get());
        if (node.isEmpty()) {
            call.refuse(Problem.of(
                    400,
                    "nodes-invalid",
                    "This names no node",
                    "Write {\"node\": \"…\"} with the hexadecimal id that errors and status.json show before the @."));
            return;
        }
        call.whenKnown(nodes.forget(node.get()), (found, failure) -> {
            if (found.orElse(false)) {
                call.answer(new Answer(true));
            } else {
                call.refuse(unknown());
            }
        });
    }

    private static Optional<String> node(byte[] json) {
        try {
            return Optional.ofNullable(JSON.readTree(json).get("node"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue)
                    .filter(text -> text.matches("[0-9a-f]{1,16}"));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Problem unknown() {
        return Problem.of(
                404,
                "nodes-unknown",
                "No such node",
                "No node of this id takes part; purges.nodes in status.json lists those that do.");
    }
}
