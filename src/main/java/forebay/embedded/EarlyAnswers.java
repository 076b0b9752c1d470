package forebay.embedded;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers by HTTP/2 that are whole before the request is, such as 401 or 413 to an upload. The rest is not wanted, which
 * clients are to be told without an error (RFC 9113 §8.1); the library says CANCEL, for which some throw the answer away.
 */
final class EarlyAnswers implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable responseFields) {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
                && !HttpMethod.GET.is(request.getMethod())) {
            request.addHttpStreamWrapper(Answered::new);
        }
        return request;
    }

    private static final class Answered extends HttpStream.Wrapper {
        private volatile boolean whole;

        Answered(HttpStream stream) {
            super(stream);
        }

        @Override
        public void send(
                MetaData.Request request,
                MetaData.@Nullable Response response,
                boolean last,
                @Nullable ByteBuffer content,
                Callback callback) {
            whole |= last;
            super.send(request, response, last, content, callback);
        }

        @Override
        public void failed(Throwable failure) {
            boolean unread = whole && failure.getCause() == CONTENT_NOT_CONSUMED;
            super.failed(unread ? CONTENT_NOT_CONSUMED : failure);
        }
    }
}
