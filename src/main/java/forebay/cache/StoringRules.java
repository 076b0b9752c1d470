package forebay.cache;

import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.RequestDirectives;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import forebay.http.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides whether a response may be stored (RFC 9111 §3). What is not understood is not stored. Pure. */
public final class StoringRules {
    /** Statuses whose meaning for a cache is understood here. */
    private static final Set<Integer> UNDERSTOOD =
            Set.of(200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 451, 501);

    /** Statuses that may be stored where the response says nothing of its lifetime (RFC 9110 §15.1). */
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "x-forwarded-user");

    private static final Set<String> PER_CLIENT =
            Set.of("forwarded", "via", "x-request-id", "x-real-ip", "traceparent");

    private static final int MAX_VARY = 16;

    private StoringRules() {}

    /**
     * Decides on the head; the content must still prove complete and within bounds.
     *
     * @param request the request as it was forwarded
     * @param response the head, hop-by-hop fields removed
     * @param delimited whether an early end of the content would show
     * @param receipt when it was asked for and came
     */
    public static Storing decide(CacheRequest request, ResponseHead response, boolean delimited, Receipt receipt) {
        CachePolicy policy = request.rules().policy();
        ResponseDirectives directives = ResponseDirectives.of(response.fields(), policy.targets());
        return refusedByRequest(request)
                .or(() -> refusedByDirectives(request, directives))
                .or(() -> refusedAsPart(request, response, receipt))
                .or(() -> refusedByResponse(response, directives))
                .or(() -> refusedByContent(request, response, delimited))
                .or(() -> refusedByVary(response.fields()))
                .or(() -> refusedAsUseless(policy, response, directives, receipt))
                .<Storing>map(Storing.Refuse::new)
                .orElseGet(() -> new Storing.Store(SelectingFields.of(
                        FieldList.members(response.fields(), "Vary"),
                        request.head().fields())));
    }

    private static Optional<NotStored> refusedByRequest(CacheRequest request) {
        Fields fields = request.head().fields();
        if (!request.head().method().equals("GET")) {
            return Optional.of(NotStored.METHOD);
        }
        if (request.content()) {
            return Optional.of(NotStored.REQUEST_CONTENT);
        }
        if (RequestConditions.forOrigin(fields)) {
            return Optional.of(NotStored.REQUEST_CONDITION);
        }
        if (RequestDirectives.of(fields).noStore()) {
            return Optional.of(NotStored.REQUEST_NO_STORE);
        }
        return request.rules().tellUser() && request.authenticated()
                ? Optional.of(NotStored.TELLS_USER)
                : Optional.empty();
    }

    private static Optional<NotStored> refusedByDirectives(CacheRequest request, ResponseDirectives directives) {
        if (directives.noStore()) {
            return Optional.of(NotStored.NO_STORE);
        }
        if (directives.isPrivate()) {
            return Optional.of(NotStored.PRIVATE);
        }
        if (directives.malformed()) {
            return Optional.of(NotStored.MALFORMED);
        }
        return mayBeShared(request, directives) ? Optional.empty() : Optional.of(NotStored.AUTHENTICATED);
    }

    /** RFC 9111 §3.5, for every kind of credential that access control knows. */
    private static boolean mayBeShared(CacheRequest request, ResponseDirectives directives) {
        boolean forwardsCredential = request.head().fields().contains("Authorization");
        boolean personal = forwardsCredential
                || (request.authenticated() && !request.rules().policy().shareAuthenticated());
        return !personal
                || directives.isPublic()
                || directives.mustRevalidate()
                || directives.sharedMaxAge().isPresent();
    }

    /** RFC 9111 §3.3. */
    private static Optional<NotStored> refusedAsPart(CacheRequest request, ResponseHead response, Receipt receipt) {
        return PartialRules.isPartial(request, response)
                        && PartialRules.storable(request, response, receipt).isEmpty()
                ? Optional.of(NotStored.PARTIAL)
                : Optional.empty();
    }

    private static Optional<NotStored> refusedByResponse(ResponseHead response, ResponseDirectives directives) {
        Fields fields = response.fields();
        boolean stated = directives.isPublic()
                || directives.sharedMaxAge().isPresent()
                || directives.maxAge().isPresent()
                || fields.contains("Expires");
        if (!(stated ? UNDERSTOOD : HEURISTIC).contains(response.status())) {
            return Optional.of(NotStored.STATUS);
        }
        return fields.contains("Set-Cookie") ? Optional.of(NotStored.SET_COOKIE) : Optional.empty();
    }

    private static Optional<NotStored> refusedByContent(
            CacheRequest request, ResponseHead response, boolean delimited) {
        if (!delimited) {
            return Optional.of(NotStored.CLOSE_DELIMITED);
        }
        boolean tooLarge = response.fields()
                .first("Content-Length")
                .flatMap(StoringRules::length)
                .filter(length -> length > request.rules().maxContentBytes())
                .isPresent();
        return tooLarge ? Optional.of(NotStored.TOO_LARGE) : Optional.empty();
    }

    private static Optional<Long> length(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.of(Long.MAX_VALUE);
        }
    }

    private static Optional<NotStored> refusedByVary(Fields response) {
        List<String> names = FieldList.members(response, "Vary");
        if (names.contains("*")) {
            return Optional.of(NotStored.VARY_ANY);
        }
        if (names.size() > MAX_VARY || !names.stream().allMatch(Tokens::isToken)) {
            return Optional.of(NotStored.VARY_MALFORMED);
        }
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(name -> refusedSelectingField(name).stream())
                .findFirst();
    }

    /**
     * Why nothing may be selected by this request field: it is a credential, or this gateway makes it for each client.
     *
     * @param name in lower case
     */
    public static Optional<NotStored> refusedSelectingField(String name) {
        if (CREDENTIALS.contains(name)) {
            return Optional.of(NotStored.VARY_CREDENTIAL);
        }
        return PER_CLIENT.contains(name) || name.startsWith("x-forwarded-")
                ? Optional.of(NotStored.VARY_PER_CLIENT)
                : Optional.empty();
    }

    /** What could answer no later request, neither as it is nor after a validation. */
    private static Optional<NotStored> refusedAsUseless(
            CachePolicy policy, ResponseHead response, ResponseDirectives directives, Receipt receipt) {
        boolean fresh = !directives.noCache()
                && Freshness.of(policy, response, directives, receipt).remainingSeconds(receipt.responseTime()) > 0;
        return fresh || Validators.of(response.fields(), receipt).present()
                ? Optional.empty()
                : Optional.of(NotStored.NOT_REUSABLE);
    }
}
