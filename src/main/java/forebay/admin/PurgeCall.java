package forebay.admin;

import forebay.cache.PlainUri;
import forebay.cache.PurgeScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a call of the purge API asks for, read from its JSON: one of {@code url}, {@code prefix}, {@code tag} and {@code
 * all}; {@code origin} for a tag; {@code soft}.
 *
 * @param scope what to purge; empty where the call is wrong
 * @param soft whether it is to be stale only
 * @param wrong all that is wrong with the call, and what would be right
 */
record PurgeCall(Optional<PurgeScope> scope, boolean soft, List<String> wrong) {
    private static final List<String> NAMES = List.of("url", "prefix", "tag", "all");
    private static final List<String> MEMBERS = List.of("url", "prefix", "tag", "all", "origin", "soft");
    private static final int MOST_CHARACTERS = 8_192;
    private static final JsonMapper JSON = new JsonMapper();

    /** Reads {@code json}. */
    static PurgeCall read(byte[] json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            return new PurgeCall(Optional.empty(), false, List.of("the content is no JSON"));
        }
        return node.isObject()
                ? new Reading(node).call()
                : new PurgeCall(
                        Optional.empty(),
                        false,
                        List.of("the content is no JSON object such as {\"url\": \"https://…\"}"));
    }

    /** Reads one call, and writes down what is wrong. */
    private static final class Reading {
        private final JsonNode node;
        private final List<String> wrong = new ArrayList<>();

        Reading(JsonNode node) {
            this.node = node;
        }

        PurgeCall call() {
            node.propertyNames().stream()
                    .filter(name -> !MEMBERS.contains(name))
                    .forEach(name -> wrong.add(name + " is not known; known are " + String.join(", ", MEMBERS)));
            List<String> named = NAMES.stream().filter(node::has).toList();
            if (named.size() != 1) {
                wrong.add("name one of url, prefix, tag and all" + (named.isEmpty() ? "" : ", not " + named.size()));
            }
            Optional<PurgeScope> scope = named.size() == 1 ? scope(named.get(0)) : Optional.empty();
            boolean soft = flag("soft");
            return new PurgeCall(wrong.isEmpty() ? scope : Optional.empty(), soft, wrong);
        }

        private Optional<PurgeScope> scope(String name) {
            boolean takesOrigin = name.equals("tag") || name.equals("all");
            if (!takesOrigin && node.has("origin")) {
                wrong.add("origin stands in " + name + " already; leave it out");
            }
            return switch (name) {
                case "url" -> uri("url", "https://shop.example/shoes?page=2").map(PurgeScope::url);
                case "prefix" -> uri("prefix", "https://shop.example/shoes").flatMap(this::prefix);
                case "tag" -> tag();
                default -> all();
            };
        }

        private Optional<PurgeScope> prefix(PlainUri uri) {
            PurgeScope scope = PurgeScope.prefix(uri);
            if (uri.query().isPresent()) {
                wrong.add("prefix has a query; it is a path and all that is below it");
            }
            if (scope.origin().encodedPath().chars().filter(c -> c == '/').count() > PurgeScope.MOST_SEGMENTS) {
                wrong.add(
                        "prefix has more than " + PurgeScope.MOST_SEGMENTS + " segments; take a shorter one, or a tag");
            }
            return Optional.of(scope);
        }

        private Optional<PurgeScope> tag() {
            Optional<String> tag =
                    text("tag").filter(text -> !text.isBlank() && text.chars().noneMatch(Character::isISOControl));
            if (tag.isEmpty()) {
                wrong.add("tag is no text; one tag as the origin writes it");
            }
            Optional<PlainUri> origin = origin();
            if (!node.has("origin")) {
                wrong.add("origin is missing; tags belong to an origin, such as \"origin\": \"https://shop.example\"");
            }
            return tag.isPresent() && origin.isPresent()
                    ? Optional.of(PurgeScope.tag(origin.get(), tag.get()))
                    : Optional.empty();
        }

        private Optional<PurgeScope> all() {
            if (!flag("all")) {
                wrong.add("all is not true; write true, or name something else");
            }
            return node.has("origin") ? origin().map(PurgeScope::prefix) : Optional.of(PurgeScope.ALL);
        }

        private Optional<PlainUri> origin() {
            Optional<PlainUri> origin = node.has("origin") ? uri("origin", "https://shop.example") : Optional.empty();
            boolean bare = origin.filter(
                            uri -> uri.encodedPath().equals("/") && uri.query().isEmpty())
                    .isPresent();
            if (origin.isPresent() && !bare) {
                wrong.add("origin has a path or a query; scheme and authority only, such as https://shop.example");
            }
            return origin;
        }

        private Optional<PlainUri> uri(String name, String example) {
            Optional<PlainUri> uri = text(name).flatMap(PlainUri::parse);
            if (uri.isEmpty()) {
                wrong.add(name + " is no absolute URI of http or https; such as " + example);
            }
            return uri;
        }

        private Optional<String> text(String name) {
            JsonNode value = node.get(name);
            return value != null && value.isString() && value.stringValue().length() <= MOST_CHARACTERS
                    ? Optional.of(value.stringValue())
                    : Optional.empty();
        }

        private boolean flag(String name) {
            JsonNode value = node.get(name);
            if (value != null && !value.isBoolean()) {
                wrong.add(name + " is neither true nor false");
            }
            return value != null && value.isBoolean() && value.booleanValue();
        }
    }
}
