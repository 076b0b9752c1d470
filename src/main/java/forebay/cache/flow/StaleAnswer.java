package forebay.cache.flow;

import forebay.cache.CacheRequest;
import forebay.cache.RangeRules;
import forebay.cache.StaleRules;
import forebay.cache.StaleUse;
import forebay.cache.StoredAnswer;
import forebay.cache.StoredResponse;
import forebay.exchange.CachePlan.Answer;
import forebay.exchange.CachePlan.FailureVerdict;
import forebay.exchange.CachePlan.GiveUp;
import forebay.exchange.CachePlan.Unvalidated;
import forebay.exchange.Exchange;
import forebay.http.CacheStatus;
import forebay.http.ResponseHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A stored response in place of an error, where that is permitted (RFC 9111 §4.2.4). */
final class StaleAnswer {
    private StaleAnswer() {}

    /** In place of a 500, 502, 503 or 504 that came. */
    static Optional<Answer> onError(
            CacheFlow flow,
            Exchange exchange,
            CacheRequest request,
            List<StoredResponse> validated,
            CacheStatus status) {
        return candidate(flow, request, validated)
                .filter(stored -> StaleRules.onError(request, stored, flow.now()))
                .map(stored -> answer(flow, exchange, request, stored, status, StaleUse.IF_ERROR));
    }

    /** In place of the error that would say that no upstream answered; else which error that is to be. */
    static FailureVerdict onDisconnect(
            CacheFlow flow,
            Exchange exchange,
            CacheRequest request,
            List<StoredResponse> validated,
            CacheStatus status) {
        Optional<StoredResponse> stored = candidate(flow, request, validated);
        return stored.filter(found -> StaleRules.onDisconnect(request, found, flow.now()))
                .<FailureVerdict>map(found -> answer(flow, exchange, request, found, status, StaleUse.UNREACHABLE))
                .orElseGet(() -> error(flow, stored));
    }

    /** The error where no upstream answered and {@code stored} may not be used. */
    static FailureVerdict error(CacheFlow flow, Optional<StoredResponse> stored) {
        boolean unvalidated = stored.filter(found -> StaleRules.needsOrigin(found, flow.now()))
                .isPresent();
        return unvalidated ? new Unvalidated() : new GiveUp();
    }

    /** What is stored now, by whoever asked meanwhile; else what was to be validated. */
    static Optional<StoredResponse> candidate(CacheFlow flow, CacheRequest request, List<StoredResponse> validated) {
        return flow.store()
                .again(request.key())
                .select(request.head().fields(), flow.now())
                .or(() -> validated.stream()
                        .filter(stored ->
                                stored.selecting().matches(request.head().fields())
                                        && flow.check().mayStore(request.key().uri(), stored))
                        .findFirst())
                .filter(stored -> stored.partial().isEmpty()
                        || RangeRules.answers(
                                request.head(), stored, stored.partial().get()));
    }

    private static Answer answer(
            CacheFlow flow,
            Exchange exchange,
            CacheRequest request,
            StoredResponse stored,
            CacheStatus status,
            StaleUse use) {
        Instant now = flow.now();
        CacheStatus told =
                status.withTtl(stored.freshness().remainingSeconds(now)).withDetail(use.word());
        exchange.cacheStatus(told);
        flow.events().stale(request.key(), use);
        StoredAnswer answer =
                StoredAnswer.of(request.head(), flow.form(request, stored), Optional.of(now), flow::boundary);
        ResponseHead head = answer.head();
        return new Answer(
                head.withFields(CacheFlow.withStatus(head.fields(), told, exchange)),
                new StoredContentSource(answer.content()));
    }
}
