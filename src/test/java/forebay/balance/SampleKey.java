package forebay.balance;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/** A request as an algorithm sees it. */
record SampleKey(InetAddress client, Map<String, String> values) implements BalanceKey {
    /** A request of which nothing is known but that it came from this host. */
    static final SampleKey NONE = new SampleKey(InetAddress.getLoopbackAddress(), Map.of());

    /** One that has this value as field, cookie, path and parameter of this name. */
    static SampleKey of(String name, String value) {
        return new SampleKey(InetAddress.getLoopbackAddress(), Map.of(name, value));
    }

    @Override
    public Optional<String> field(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public String path() {
        return values.getOrDefault("path", "/");
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
