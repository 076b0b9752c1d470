package forebay.edge;

import jakarta.servlet.AsyncContext;

/** A container that can not send interim responses for an application: Undertow, in WildFly, knows 100 alone. */
final class NoInterims implements InterimResponses {
    @Override
    public boolean sends(int status) {
        return false;
    }

    @Override
    public Sender sender(AsyncContext async) {
        return (interim, done) -> done.run();
    }
}
