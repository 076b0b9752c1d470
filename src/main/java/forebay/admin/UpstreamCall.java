package forebay.admin;

import forebay.balance.OperatorWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an operator wants of an upstream, read from JSON: {@code pool}, {@code upstream}, and {@code action} or {@code
 * weight} (a number, or null for the configured one), or both.
 *
 * @param pool its name
 * @param upstream scheme, host and port, as status.json shows it
 * @param word drain, disable or enable
 * @param weighs whether the weight is to change
 * @param weight to what; empty for the configured one
 * @param wrong all that is wrong with the call; empty where nothing is
 */
record UpstreamCall(
        String pool,
        String upstream,
        Optional<OperatorWord> word,
        boolean weighs,
        OptionalInt weight,
        List<String> wrong) {
    private static final int MOST_WEIGHT = 1_000_000;
    private static final List<String> MEMBERS = List.of("pool", "upstream", "action", "weight");
    private static final Map<String, OperatorWord> ACTIONS =
            Map.of("drain", OperatorWord.DRAINING, "disable", OperatorWord.DISABLED, "enable", OperatorWord.ENABLED);
    private static final JsonMapper JSON = new JsonMapper();

    /** Reads {@code json}. */
    static UpstreamCall read(byte[] json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            return invalid("the content is no JSON");
        }
        return node.isObject() ? read(node) : invalid("the content is no JSON object");
    }

    private static UpstreamCall invalid(String wrong) {
        return new UpstreamCall("", "", Optional.empty(), false, OptionalInt.empty(), List.of(wrong));
    }

    private static UpstreamCall read(JsonNode node) {
        List<String> wrong = new ArrayList<>();
        node.propertyNames().stream()
                .filter(name -> !MEMBERS.contains(name))
                .forEach(name -> wrong.add(name + " is not known; known are " + String.join(", ", MEMBERS)));
        String pool = text(node, "pool", wrong);
        String upstream = text(node, "upstream", wrong);
        if (!node.has("action") && !node.has("weight")) {
            wrong.add("there is neither an action (drain, disable, enable) nor a weight");
        }
        JsonNode action = node.get("action");
        Optional<OperatorWord> word = action == null || !action.isString()
                ? Optional.empty()
                : Optional.ofNullable(ACTIONS.get(action.stringValue()));
        if (action != null && word.isEmpty()) {
            wrong.add("action is not one of drain, disable, enable");
        }
        return new UpstreamCall(pool, upstream, word, node.has("weight"), weight(node, wrong), List.copyOf(wrong));
    }

    private static String text(JsonNode node, String name, List<String> wrong) {
        JsonNode value = node.get(name);
        if (value != null && value.isString()) {
            return value.stringValue();
        }
        wrong.add(name + " is missing, or no text");
        return "";
    }

    private static OptionalInt weight(JsonNode node, List<String> wrong) {
        JsonNode value = node.get("weight");
        if (value == null || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToInt() || value.intValue() < 1 || value.intValue() > MOST_WEIGHT) {
            wrong.add("weight is neither a whole number from 1 to " + MOST_WEIGHT + " nor null for the configured one");
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.intValue());
    }
}
