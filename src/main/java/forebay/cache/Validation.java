package forebay.cache;

import forebay.http.EntityTag;
import forebay.http.EntityTags;
import forebay.http.Fields;
import forebay.http.HttpDate;
import forebay.http.NameSet;
import forebay.http.RequestHead;
import forebay.http.ResponseHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Validates stored responses at the origin and freshens them by a 304, or by a 200 to HEAD (RFC 9111 §4.3). Pure. */
public final class Validation {
    private static final NameSet OF_MESSAGE = NameSet.of("Content-Length", "Content-Range", "Content-Digest");

    private Validation() {}

    /**
     * Which stored responses one request asks about (§4.3.1): the selected one, then those stored for other selecting
     * fields, so that a 304 can select any of them. Of these only such as the answer to this request could be: with a
     * strong entity tag, which no other representation of the resource has, complete (§4.3.2), and without a content
     * coding, which this client may not know; some servers give one tag to all codings.
     *
     * @param stored all that is stored under the request's key
     * @param selected the one that would answer the request; empty where none matches its selecting fields
     */
    public static List<StoredResponse> asked(StoredVariants stored, Optional<StoredResponse> selected) {
        List<StoredResponse> asked = new ArrayList<>();
        selected.filter(response -> response.validators().present()).ifPresent(asked::add);
        for (StoredResponse response : stored.all()) {
            boolean known = asked.stream().anyMatch(other -> other == response);
            boolean any = response.partial().isEmpty()
                    && response.validators().strongTag().isPresent()
                    && !response.head().fields().contains("Content-Encoding");
            if (!known && any) {
                asked.add(response);
            }
        }
        return asked;
    }

    /**
     * The request that asks whether any of {@code asked} still holds. The client's own If-None-Match joins the stored
     * entity tags, so that a 304 for what the client holds need not send it again (§4.3.2); where nothing stored has
     * a tag, and for If-Modified-Since, the stored validators take the client's place (§4.3.1).
     *
     * @param asked not empty; each has a validator
     */
    public static RequestHead conditional(RequestHead request, List<StoredResponse> asked) {
        List<EntityTag> tags = new ArrayList<>();
        asked.forEach(stored -> stored.validators().entityTag().ifPresent(tag -> addTo(tags, tag)));
        if (!tags.isEmpty()) {
            clientTags(request.fields()).forEach(tag -> addTo(tags, tag));
        }
        Fields plain = request.fields().without("If-None-Match").without("If-Modified-Since");
        Fields.Builder fields = Fields.builder().addAll(plain);
        if (!tags.isEmpty()) {
            fields.add(
                    "If-None-Match",
                    String.join(", ", tags.stream().map(EntityTag::toString).toList()));
        }
        if (asked.size() == 1) {
            // §4.3.1: a date speaks of one stored response only
            asked.get(0)
                    .validators()
                    .lastModified()
                    .ifPresent(time -> fields.add("If-Modified-Since", HttpDate.format(time)));
        }
        return request.withFields(fields.build());
    }

    private static void addTo(List<EntityTag> tags, EntityTag tag) {
        if (!tags.contains(tag)) {
            tags.add(tag);
        }
    }

    private static List<EntityTag> clientTags(Fields request) {
        return EntityTags.parse(request.all("If-None-Match"))
                .map(EntityTags::tags)
                .orElse(List.of());
    }

    /**
     * What the final response to {@link #conditional} means.
     *
     * @param request as the client sent it
     * @param asked the stored responses that it asked about, not empty
     * @param answer the head that came, hop-by-hop fields removed
     * @param receipt when the validation was begun and answered
     */
    public static Validated outcome(
            CacheRequest request, List<StoredResponse> asked, ResponseHead answer, Receipt receipt) {
        if (answer.status() != 304) {
            return new Validated.Superseded();
        }
        Validators given = Validators.of(answer.fields(), receipt);
        List<StoredResponse> selected = selected(request, asked, given);
        if (selected.isEmpty()) {
            boolean forClient = given.entityTag()
                    .filter(tag -> clientTags(request.head().fields()).stream().anyMatch(tag::weaklyEquals))
                    .isPresent();
            return forClient ? new Validated.ForClient() : new Validated.NotSelected();
        }
        List<StoredResponse> others = selected.subList(1, selected.size()).stream()
                .filter(stored -> stored.selecting().matches(request.head().fields()))
                .map(stored ->
                        stored.updated(updated(stored, answer.fields()), renewed(stored, receipt), stored.selecting()))
                .toList();
        return freshen(request, selected.get(0), answer.fields(), receipt, others);
    }

    /**
     * The stored responses that a 304 speaks of (§4.3.4), the one to answer with first: all with its strong validator,
     * else the most recent with its weak one. A 304 without any validator speaks of the only one asked about.
     */
    private static List<StoredResponse> selected(CacheRequest request, List<StoredResponse> asked, Validators given) {
        List<StoredResponse> matching = asked.stream()
                .filter(stored -> isNamed(stored.validators(), given))
                .filter(stored -> given.strongTag().isPresent()
                        || stored.selecting().matches(request.head().fields()))
                .sorted(Comparator.comparing((StoredResponse stored) ->
                                !stored.selecting().matches(request.head().fields()))
                        .thenComparing(stored -> stored.freshness().date(), Comparator.reverseOrder()))
                .toList();
        if (given.present()) {
            boolean strong = given.entityTag().filter(tag -> !tag.weak()).isPresent();
            return strong || matching.isEmpty() ? matching : matching.subList(0, 1);
        }
        boolean onlyOne = asked.size() == 1
                && (asked.get(0).validators().entityTag().isEmpty()
                        || clientTags(request.head().fields()).stream()
                                .allMatch(tag -> asked.get(0)
                                        .validators()
                                        .entityTag()
                                        .filter(tag::equals)
                                        .isPresent()));
        return onlyOne ? asked : List.of();
    }

    private static boolean isNamed(Validators own, Validators given) {
        if (given.entityTag().isPresent()) {
            EntityTag tag = given.entityTag().get();
            return own.entityTag()
                    .filter(held -> tag.weak() ? held.weaklyEquals(tag) : held.stronglyEquals(tag))
                    .isPresent();
        }
        return given.lastModified().isPresent() && given.lastModified().equals(own.lastModified());
    }

    /**
     * What a 200 to HEAD says of a stored response that could have answered it (§4.3.5): that it still holds, where
     * validators and length agree, or {@link Validated.Superseded}. Of a part the complete length counts.
     */
    public static Validated ofHead(CacheRequest request, StoredResponse stored, Fields answer, Receipt receipt) {
        Fields own = stored.head().fields();
        boolean comparable = stored.head().status() == 200 || stored.partial().isPresent();
        boolean same = comparable
                && agrees(answer, "ETag", own.first("ETag"))
                && agrees(answer, "Last-Modified", own.first("Last-Modified"))
                && agrees(answer, "Content-Length", Optional.of(Long.toString(stored.completeLength())));
        return same ? freshen(request, stored, answer, receipt, List.of()) : new Validated.Superseded();
    }

    private static boolean agrees(Fields answer, String name, Optional<String> own) {
        return !answer.contains(name) || answer.first(name).equals(own);
    }

    private static Validated freshen(
            CacheRequest request, StoredResponse stored, Fields update, Receipt receipt, List<StoredResponse> others) {
        ResponseHead head = updated(stored, update);
        Receipt renewed = renewed(stored, receipt);
        // judged as what a plain GET would have been answered with
        ResponseHead whole = stored.partial().isPresent() ? new ResponseHead(200, head.fields()) : head;
        Storing storing = StoringRules.decide(request.plainGet(), whole, true, renewed);
        if (storing instanceof Storing.Store store) {
            ResponseHead kept = head.withFields(store.head().fields());
            return new Validated.Freshened(
                    stored.updated(kept, renewed, store.selecting()),
                    Optional.empty(),
                    others,
                    withheld(update, kept.fields()));
        }
        NotStored reason = ((Storing.Refuse) storing).reason();
        return new Validated.Freshened(
                stored.updated(head, renewed, stored.selecting()), Optional.of(reason), List.of(), Fields.EMPTY);
    }

    private static Fields withheld(Fields update, Fields kept) {
        return update.filter(name -> !kept.contains(name) && !isOfMessage(name));
    }

    private static Receipt renewed(StoredResponse stored, Receipt receipt) {
        return receipt.withStamp(stored.receipt().stamp().validated(receipt.stamp()));
    }

    private static ResponseHead updated(StoredResponse stored, Fields update) {
        return stored.head().withFields(updated(stored.head().fields(), update));
    }

    /**
     * The stored fields with those of the answer in their place, but for Content-Length, Content-Range (§3.2) and
     * Content-Digest (RFC 9530 §2), which speak of the message and not of what is stored. Age and Date of the stored response end in any case: both speak
     * of the message that came.
     */
    static Fields updated(Fields stored, Fields update) {
        Fields kept = stored.filter(name -> isOfMessage(name)
                || !(update.contains(name) || name.equalsIgnoreCase("Age") || name.equalsIgnoreCase("Date")));
        return Fields.builder()
                .addAll(kept)
                .addAll(update.filter(name -> !isOfMessage(name)))
                .build();
    }

    private static boolean isOfMessage(String name) {
        return OF_MESSAGE.contains(name);
    }
}
