package forebay.exchange;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name under which the gateway enters itself in Via, and by which it knows a request that comes round again
 * (RFC 9110 §7.6.3). A part of every {@link Generation}, the same in all of them.
 *
 * <p>It names no host, and differs between gateways, so that one gateway in front of another is no loop.
 *
 * @param value a token (RFC 9110 §5.6.2)
 */
public record ViaPseudonym(String value) {
    /** A pseudonym for this process. */
    public static ViaPseudonym random(RandomGenerator random) {
        return new ViaPseudonym("forebay-" + HexFormat.of().toHexDigits(random.nextLong(), 8));
    }
}
