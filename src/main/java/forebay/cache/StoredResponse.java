package forebay.cache;

import forebay.cache.CachePolicy.ContentCoding;
import forebay.http.ByteRange;
import forebay.http.CacheGroups;
import forebay.http.Fields;
import forebay.http.HttpDate;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is stored: immutable, shared by all readers, with all that deciding its reuse needs worked out
 * once (directives, lifetime, age on arrival, validators).
 */
public final class StoredResponse {
    /** Bytes on the heap beyond texts and content, roughly. */
    private static final long OVERHEAD = 800;

    private final CachePolicy policy;
    private final ResponseHead head;
    private final Receipt receipt;
    private final SelectingFields selecting;
    private final StoredContent content;
    private final Optional<Coverage> partial;
    private final boolean softened;
    private final ResponseDirectives directives;
    private final Freshness freshness;
    private final Validators validators;
    private final List<String> groups;
    private final boolean compressible;
    private final Map<ContentCoding, StoredResponse> coded;
    private final Fields servedFields;
    private final long weight;

    /** Not volatile: what is seen late is judged again. */
    private PurgeEpochs.@Nullable Judged judged;

    private StoredResponse(
            CachePolicy policy,
            ResponseHead head,
            Receipt receipt,
            SelectingFields selecting,
            StoredContent content,
            Optional<Coverage> partial,
            boolean softened) {
        this.policy = policy;
        this.head = dated(head, receipt);
        this.receipt = receipt;
        this.selecting = selecting;
        this.content = content;
        this.partial = partial;
        this.softened = softened;
        this.directives = ResponseDirectives.of(head.fields(), policy.targets());
        Freshness own = Freshness.of(policy, this.head, directives, receipt);
        this.freshness = softened ? own.ended() : own;
        this.validators = Validators.of(head.fields(), receipt);
        this.groups = CacheGroups.of(head.fields());
        this.compressible = partial.isEmpty() && Compression.applies(policy, this.head);
        this.coded = compressible ? coded(policy, this.head, receipt, selecting, content, softened) : Map.of();
        this.servedFields = compressible
                ? Compression.varying(served(policy, this.head, content.length(), partial))
                : served(policy, this.head, content.length(), partial);
        this.weight = OVERHEAD + selecting.weight() + 2 * text(this.head.fields()) + content.weight();
    }

    /**
     * A response to store. Where it has no Date, or none that can be read, it gets the time of its receipt
     * (RFC 9110 §6.6.1).
     *
     * @param policy of its route
     * @param head its head, hop-by-hop fields removed (RFC 9111 §3.1)
     * @param receipt when it was asked for and came
     * @param selecting what {@link Storing.Store} said
     * @param content its content, complete
     */
    public static StoredResponse of(
            CachePolicy policy, ResponseHead head, Receipt receipt, SelectingFields selecting, StoredContent content) {
        return new StoredResponse(policy, head, receipt, selecting, content, Optional.empty(), false);
    }

    /**
     * A part of a representation to store (RFC 9111 §3.3): as {@link #of}, with the status 206.
     *
     * @param head its head, less what speaks of the message alone (Content-Range, Content-Length)
     * @param content the bytes that {@code coverage} names, in order
     */
    public static StoredResponse part(
            CachePolicy policy,
            ResponseHead head,
            Receipt receipt,
            SelectingFields selecting,
            StoredContent content,
            Coverage coverage) {
        return new StoredResponse(policy, head, receipt, selecting, content, Optional.of(coverage), false);
    }

    /** The same response under another stamp. */
    public StoredResponse withStamp(Stamp stamp) {
        return updated(head, receipt.withStamp(stamp), selecting);
    }

    /** The same content under another head, as a validation found it. */
    StoredResponse updated(ResponseHead otherHead, Receipt otherReceipt, SelectingFields otherSelecting) {
        return new StoredResponse(policy, otherHead, otherReceipt, otherSelecting, content, partial, false);
    }

    /** The same response with other content: the same octets, with or without coded forms. */
    public StoredResponse withContent(StoredContent other) {
        return new StoredResponse(policy, head, receipt, selecting, other, partial, softened);
    }

    /** The same response as a soft purge leaves it: stale, however long it would have been fresh. */
    public StoredResponse asSoftened() {
        return softened ? this : new StoredResponse(policy, head, receipt, selecting, content, partial, true);
    }

    /** Whether a soft purge made it stale. */
    boolean softened() {
        return softened;
    }

    /** How it was judged last; null where it was not. */
    PurgeEpochs.@Nullable Judged judged() {
        return judged;
    }

    /** Remembers a verdict; a race between two leaves one of them, and both are right. */
    void judged(PurgeEpochs.Judged verdict) {
        judged = verdict;
    }

    private static Map<ContentCoding, StoredResponse> coded(
            CachePolicy policy,
            ResponseHead head,
            Receipt receipt,
            SelectingFields selecting,
            StoredContent content,
            boolean softened) {
        Map<ContentCoding, StoredResponse> forms = new EnumMap<>(ContentCoding.class);
        content.coded()
                .forEach((coding, form) -> forms.put(
                        coding,
                        new StoredResponse(
                                policy,
                                Compression.coded(head, coding, form.length()),
                                receipt,
                                selecting,
                                form,
                                Optional.empty(),
                                softened)));
        return forms;
    }

    /** Whether it may have coded forms; then it varies by Accept-Encoding, whether or not they are there. */
    public boolean compressible() {
        return compressible;
    }

    /** Its coded form, where it is there. */
    public Optional<StoredResponse> coded(ContentCoding coding) {
        return Optional.ofNullable(coded.get(coding));
    }

    /** What the operator says of its route. */
    public CachePolicy policy() {
        return policy;
    }

    /** The head as stored, with the upstream's Age where it had one. */
    public ResponseHead head() {
        return head;
    }

    /** When it was asked for and came. */
    public Receipt receipt() {
        return receipt;
    }

    /** Its selecting fields. */
    public SelectingFields selecting() {
        return selecting;
    }

    /** Which bytes of the representation its content is; empty where it is all of them. */
    public Optional<Coverage> partial() {
        return partial;
    }

    /** Length of the whole representation, stored or not. */
    long completeLength() {
        return partial.map(Coverage::completeLength).orElse(content.length());
    }

    /** These bytes of the representation, which must be there. */
    StoredContent bytes(ByteRange range) {
        long from = partial.map(coverage -> coverage.offset(range.first())).orElse(range.first());
        return content.slice(from, range.length());
    }

    /** Its content. */
    public StoredContent content() {
        return content;
    }

    /** Its Cache-Control. */
    public ResponseDirectives directives() {
        return directives;
    }

    /** Its lifetime and age. */
    public Freshness freshness() {
        return freshness;
    }

    /** What it can be validated with. */
    public Validators validators() {
        return validators;
    }

    /** The groups of its origin that it belongs to (RFC 9875 §2). */
    public List<String> groups() {
        return groups;
    }

    /**
     * The fields for an answer from the store, all but Age: the stored ones, and Content-Length where the upstream
     * sent none.
     */
    public Fields servedFields() {
        return servedFields;
    }

    /** Seconds since it was made or last validated at the origin (RFC 9111 §4.2.3); what Age says. */
    public long ageSeconds(Instant now) {
        return freshness.ageSeconds(now);
    }

    /** Whether its lifetime exceeds its age (RFC 9111 §4.2). */
    public boolean isFresh(Instant now) {
        return freshness.remainingSeconds(now) > 0;
    }

    /** How long it stays fresh; not above zero where it is stale. What {@code ttl} in Cache-Status says. */
    public Duration remaining(Instant now) {
        return Duration.ofSeconds(freshness.remainingSeconds(now));
    }

    /**
     * Whether it must not be reused once stale, whatever a request would accept (RFC 9111 §4.2.4): must-revalidate,
     * proxy-revalidate, s-maxage, no-cache.
     */
    public boolean forbidsStale() {
        return directives.mustRevalidate()
                || directives.proxyRevalidate()
                || directives.noCache()
                || directives.sharedMaxAge().isPresent();
    }

    /** Estimated bytes on the heap, content included. */
    public long weight() {
        return weight;
    }

    private static ResponseHead dated(ResponseHead head, Receipt receipt) {
        boolean readable = head.fields()
                .first("Date")
                .flatMap(text -> HttpDate.parse(text, receipt.responseTime()))
                .isPresent();
        return readable ? head : head.withFields(head.fields().with("Date", HttpDate.format(receipt.responseTime())));
    }

    private static Fields served(CachePolicy policy, ResponseHead head, long length, Optional<Coverage> partial) {
        Fields ageless = policy.forClients(head.fields()).without("Age");
        // RFC 9110 §8.6: no Content-Length in a 204
        return head.status() == 204 || partial.isPresent() || ageless.contains("Content-Length")
                ? ageless
                : ageless.plus("Content-Length", Long.toString(length));
    }

    private static long text(Fields fields) {
        long length = 0;
        for (int i = 0; i < fields.size(); i++) {
            length += 48 + fields.name(i).length() + fields.value(i).length();
        }
        return length;
    }
}
