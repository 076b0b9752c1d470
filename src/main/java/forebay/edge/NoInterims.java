package forebay.edge;

import forebay.http.ResponseHead;
import jakarta.servlet.AsyncContext;

/**
 * A container that can not send interim responses for an application: WildFly, and Tomcat, whose own way writes all
 * fields that the response has so far and is not made for another thread than the request's.
 */
final class NoInterims implements InterimResponses {
    @Override
    public boolean sends(int status) {
        return false;
    }

    @Override
    public void send(AsyncContext async, ResponseHead interim, Runnable done) {
        done.run();
    }
}
