package forebay.proxy;

import forebay.balance.BalanceKey;
import forebay.exchange.Exchange;
import forebay.http.Cookies;
import forebay.http.QueryParameters;
import java.net.InetAddress;
import java.util.Optional;

/** What a pool may choose by, read from a request as it was received. */
record RequestKey(Exchange exchange) implements BalanceKey {
    @Override
    public InetAddress client() {
        return exchange.arrival().client();
    }

    @Override
    public Optional<String> field(String name) {
        return exchange.request().fields().first(name);
    }

    @Override
    public Optional<String> cookie(String name) {
        return Cookies.value(exchange.request().fields(), name);
    }

    @Override
    public String path() {
        return exchange.arrival().target().path();
    }

    @Override
    public Optional<String> parameter(String name) {
        return exchange.arrival().target().query().flatMap(query -> QueryParameters.first(query, name));
    }
}
