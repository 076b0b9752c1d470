package forebay.oracle;

import forebay.http.HttpDate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.cache.HttpCacheCASOperation;
import org.apache.hc.client5.http.cache.HttpCacheEntry;
import org.apache.hc.client5.http.cache.HttpCacheStorage;
import org.apache.hc.client5.http.cache.ResourceIOException;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.CachingHttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.HeaderGroup;
import org.apache.hc.core5.util.TimeValue;

/**
 * Apache HttpClient's cache as a shared one, before an origin without a socket. It reads the wall clock; time passes by
 * moving what is stored into the past.
 */
final class OtherCache implements Cache, AutoCloseable {
    private final Storage storage = new Storage();
    private final CloseableHttpClient client;
    private History.Step step;
    private int number;
    private boolean asked;
    private boolean validated;

    @SuppressWarnings("deprecation") // without it a 303 is never stored
    OtherCache() {
        client = CachingHttpClientBuilder.create()
                .setHttpCacheStorage(storage)
                .setCacheConfig(CacheConfig.custom()
                        .setSharedCache(true)
                        .setHeuristicCachingEnabled(true)
                        .setHeuristicCoefficient(0.1f)
                        .setHeuristicDefaultLifetime(TimeValue.ZERO_MILLISECONDS)
                        .setAllow303Caching(true)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .addExecInterceptorBefore(
                        ChainElement.CONNECT.name(), "origin", (request, scope, chain) -> answer(request))
                .build();
    }

    @Override
    public Outcome send(History.Step next, int nextNumber) throws IOException {
        step = next;
        number = nextNumber;
        asked = false;
        validated = false;
        storage.pass(next.pauseSeconds());
        ClassicRequestBuilder request =
                ClassicRequestBuilder.create(next.method()).setUri("http://origin.test/x");
        List<String> fields = OwnCache.fields(next);
        for (int i = 0; i < fields.size(); i += 2) {
            request.addHeader(fields.get(i), fields.get(i + 1));
        }
        return client.execute(request.build(), response -> {
            String content = response.getEntity() == null ? "" : EntityUtils.toString(response.getEntity());
            boolean none = next.method().equals("HEAD") || response.getCode() == 504;
            return new Outcome(asked, validated, response.getCode(), none ? "" : content);
        });
    }

    private ClassicHttpResponse answer(ClassicHttpRequest request) {
        boolean first = !asked;
        asked = true;
        Header tags = request.getFirstHeader("If-None-Match");
        if (first) {
            validated = tags != null || request.getFirstHeader("If-Modified-Since") != null;
        }
        History.Answer answer = step.answer();
        boolean same = answer.tagged() && tags != null && tags.getValue().contains("\"v\"");
        BasicClassicHttpResponse response = new BasicClassicHttpResponse(same ? 304 : answer.status());
        List<String> lines = OwnCache.lines(answer, Instant.now());
        for (int i = 0; i < lines.size(); i += 2) {
            response.addHeader(lines.get(i), lines.get(i + 1));
        }
        if (!same && answer.status() != 204 && !request.getMethod().equals("HEAD")) {
            response.setEntity(
                    new StringEntity("#" + number, ContentType.TEXT_PLAIN.withCharset(StandardCharsets.US_ASCII)));
        }
        return response;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** A map whose content can be made older. */
    private static final class Storage implements HttpCacheStorage {
        private final Map<String, HttpCacheEntry> entries = new HashMap<>();

        void pass(int seconds) {
            entries.replaceAll((key, entry) -> older(entry, seconds));
        }

        private static HttpCacheEntry older(HttpCacheEntry entry, int seconds) {
            HeaderGroup response = new HeaderGroup();
            for (Header header : entry.getHeaders()) {
                response.addHeader(new BasicHeader(header.getName(), moved(header, seconds)));
            }
            HeaderGroup request = new HeaderGroup();
            entry.requestHeaderIterator().forEachRemaining(request::addHeader);
            return new HttpCacheEntry(
                    entry.getRequestInstant().minusSeconds(seconds),
                    entry.getResponseInstant().minusSeconds(seconds),
                    entry.getRequestMethod(),
                    entry.getRequestURI(),
                    request,
                    entry.getStatus(),
                    response,
                    entry.getResource(),
                    entry.hasVariants() ? entry.getVariants() : null);
        }

        private static String moved(Header header, int seconds) {
            boolean date = List.of("Date", "Expires", "Last-Modified").contains(header.getName());
            return date
                    ? HttpDate.parse(header.getValue(), Instant.EPOCH)
                            .map(time -> HttpDate.format(time.minusSeconds(seconds)))
                            .orElse(header.getValue())
                    : header.getValue();
        }

        @Override
        public void putEntry(String key, HttpCacheEntry entry) {
            entries.put(key, entry);
        }

        @Override
        public HttpCacheEntry getEntry(String key) {
            return entries.get(key);
        }

        @Override
        public void removeEntry(String key) {
            entries.remove(key);
        }

        @Override
        public void updateEntry(String key, HttpCacheCASOperation operation) throws ResourceIOException {
            HttpCacheEntry next = operation.execute(entries.get(key));
            if (next != null) {
                entries.put(key, next);
            }
        }

        @Override
        public Map<String, HttpCacheEntry> getEntries(Collection<String> keys) {
            Map<String, HttpCacheEntry> found = new HashMap<>();
            keys.forEach(key -> {
                if (entries.containsKey(key)) {
                    found.put(key, entries.get(key));
                }
            });
            return found;
        }
    }
}
