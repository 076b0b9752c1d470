package forebay.exchange;

import forebay.http.Cookies;
import forebay.http.Fields;
import forebay.route.PoolSplit;
import java.util.Optional;

/** Chooses the pool of a request where its route has several. Pure. */
final class PoolChoice {
    private PoolChoice() {}

    static String of(PoolSplit split, Exchange.Arrival arrival) {
        return split.single() ? split.first() : split.choose(key(split.by(), arrival));
    }

    private static String key(PoolSplit.By by, Exchange.Arrival arrival) {
        Fields fields = arrival.head().fields();
        if (by instanceof PoolSplit.EachRequest) {
            return arrival.id();
        }
        Optional<String> value = by instanceof PoolSplit.Field field
                ? fields.first(field.name())
                : by instanceof PoolSplit.Cookie cookie ? Cookies.value(fields, cookie.name()) : Optional.empty();
        return value.orElseGet(() -> arrival.client().getHostAddress());
    }
}
