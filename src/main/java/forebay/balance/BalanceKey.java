package forebay.balance;

import java.net.InetAddress;
import java.util.Optional;

/** What of a request an algorithm may choose by. Asked only for what the pool's settings name; for one thread at a time. */
public interface BalanceKey {
    /** Who asks, as far as trusted proxies tell. */
    InetAddress client();

    /** The first value of a field, by its name in any case. */
    Optional<String> field(String name);

    /** The value of a cookie. */
    Optional<String> cookie(String name);

    /** The normalised path, without query. */
    String path();

    /** The first value of a query parameter, as it stands in the URI. */
    Optional<String> parameter(String name);
}
