package forebay.cache;

import forebay.http.FieldList;
import forebay.http.Fields;
import forebay.http.ResponseDirectives;
import forebay.http.ResponseHead;
import forebay.http.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides whether a response may be stored, and what of it (RFC 9111 §3). Pure. */
public final class StoringRules {
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
        ResponseHead head = StoredHead.of(response, directives, policy.setCookie());
        return refusedByRequest(request)
                .or(() -> refusedByDirectives(request, response.status(), directives))
                .or(() -> refusedAsPart(request, response))
                .or(() -> refusedByStatus(request.head().fields(), response, directives))
                .or(() -> refusedByFields(policy, head.fields()))
                .or(() -> refusedByContent(request, response, delimited))
                .or(() -> refusedByVary(request.rules(), response.fields()))
                .or(() -> refusedAsUseless(policy, response, directives, receipt))
                .or(() -> refusedByMethod(request, response, directives))
                .<Storing>map(Storing.Refuse::new)
                .orElseGet(() -> new Storing.Store(
                        SelectingFields.of(
                                FieldList.members(response.fields(), "Vary"),
                                request.head().fields()),
                        head));
    }

    private static Optional<NotStored> refusedByRequest(CacheRequest request) {
        String method = request.head().method();
        if (!method.equals("GET") && !method.equals("POST")) {
            return Optional.of(NotStored.METHOD);
        }
        if (request.content() && method.equals("GET")) {
            return Optional.of(NotStored.REQUEST_CONTENT);
        }
        if (RequestConditions.forOrigin(request.head().fields())) {
            return Optional.of(NotStored.REQUEST_CONDITION);
        }
        if (request.directives().noStore()) {
            return Optional.of(NotStored.REQUEST_NO_STORE);
        }
        return request.rules().tellUser() && request.authenticated()
                ? Optional.of(NotStored.TELLS_USER)
                : Optional.empty();
    }

    private static Optional<NotStored> refusedByDirectives(
            CacheRequest request, int status, ResponseDirectives directives) {
        boolean mustUnderstand = directives.mustUnderstand();
        if (mustUnderstand && !Statuses.understood(status)) {
            return Optional.of(NotStored.STATUS);
        }
        // §5.2.2.3: beside must-understand, no-store is for caches that do not know the directive
        if (directives.noStore() && !mustUnderstand) {
            return Optional.of(NotStored.NO_STORE);
        }
        if (directives.isPrivate()) {
            return Optional.of(NotStored.PRIVATE);
        }
        return mayBeShared(request, directives) ? Optional.empty() : Optional.of(NotStored.AUTHENTICATED);
    }

    /** RFC 9111 §3.5, for Authorization and every other kind of credential that access control knows. */
    private static boolean mayBeShared(CacheRequest request, ResponseDirectives directives) {
        boolean forwardsCredential = request.head().fields().contains("Authorization");
        boolean personal = forwardsCredential
                || (request.presented() != Presented.NOTHING
                        && !request.rules().policy().shareAuthenticated());
        return !personal || directives.allowsSharing();
    }

    /** RFC 9111 §3.3. */
    private static Optional<NotStored> refusedAsPart(CacheRequest request, ResponseHead response) {
        return PartialRules.isPartial(request, response)
                        && PartialRules.storable(request, response).isEmpty()
                ? Optional.of(NotStored.PARTIAL)
                : Optional.empty();
    }

    /** The last condition of §3; a status that is not known is stored too where freshness is stated. */
    private static Optional<NotStored> refusedByStatus(
            Fields request, ResponseHead response, ResponseDirectives directives) {
        boolean storable = Statuses.storable(response.status())
                && !isOfOneRequest(request, response.status())
                && (directives.isPublic()
                        || hasExplicitFreshness(response.fields(), directives)
                        || Statuses.heuristicallyCacheable(response.status()));
        return storable ? Optional.empty() : Optional.of(NotStored.STATUS);
    }

    /**
     * Whether it says what became of a range or a condition of this request (RFC 9110 §15.5.17, §15.5.13). These fields are
     * no part of the key: others, who did not send them, would be answered with it.
     */
    private static boolean isOfOneRequest(Fields request, int status) {
        return (status == 416 && request.contains("Range")) || (status == 412 && RequestConditions.forCaches(request));
    }

    private static boolean hasExplicitFreshness(Fields fields, ResponseDirectives directives) {
        return directives.sharedMaxAge().isPresent()
                || directives.maxAge().isPresent()
                || (!directives.targeted() && fields.contains("Expires"));
    }

    private static Optional<NotStored> refusedByFields(CachePolicy policy, Fields stored) {
        boolean refused = policy.setCookie() == CachePolicy.SetCookie.REFUSE && stored.contains("Set-Cookie");
        return refused ? Optional.of(NotStored.SET_COOKIE) : Optional.empty();
    }

    /** An answer to POST: only with explicit freshness, and where it says that it is what GET has (RFC 9110 §9.3.3). */
    private static Optional<NotStored> refusedByMethod(
            CacheRequest request, ResponseHead response, ResponseDirectives directives) {
        boolean stored = request.head().method().equals("GET")
                || (response.status() != 206
                        && hasExplicitFreshness(response.fields(), directives)
                        && isSameAs(request.key().uri(), response.fields().all("Content-Location")));
        return stored ? Optional.empty() : Optional.of(NotStored.METHOD);
    }

    private static boolean isSameAs(PlainUri target, List<String> references) {
        return references.size() == 1
                && UriReference.resolve(target, references.get(0)).equals(Optional.of(target));
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

    private static Optional<NotStored> refusedByVary(CacheRules rules, Fields response) {
        List<String> names = FieldList.members(response, "Vary");
        if (names.contains("*")) {
            return Optional.of(NotStored.VARY_ANY);
        }
        if (names.size() > MAX_VARY || !names.stream().allMatch(Tokens::isToken)) {
            return Optional.of(NotStored.VARY_MALFORMED);
        }
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(name -> refusedSelectingField(rules, name).stream())
                .findFirst();
    }

    private static Optional<NotStored> refusedSelectingField(CacheRules rules, String name) {
        return rules.perClient().contains(name) ? Optional.of(NotStored.VARY_PER_CLIENT) : refusedSelectingField(name);
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

    /** What could answer no later request, neither as it is, nor stale, nor after a validation. */
    private static Optional<NotStored> refusedAsUseless(
            CachePolicy policy, ResponseHead response, ResponseDirectives directives, Receipt receipt) {
        boolean fresh =
                Freshness.of(policy, response, directives, receipt).remainingSeconds(receipt.responseTime()) > 0;
        boolean usable = !directives.noCache() && (fresh || usableStale(policy.stale(), directives));
        return usable || Validators.of(response.fields(), receipt).present()
                ? Optional.empty()
                : Optional.of(NotStored.NOT_REUSABLE);
    }

    private static boolean usableStale(CachePolicy.Stale policy, ResponseDirectives directives) {
        return directives.staleWhileRevalidate().orElse(policy.revalidate()).toMillis() > 0
                || directives.staleIfError().orElse(policy.grace()).toMillis() > 0;
    }
}
