package forebay.cluster;

/**
 * What is limited, as all nodes name it.
 *
 * @param purpose what is counted, such as {@code failures of an address}
 * @param of whose it is; the cluster does not see it in clear
 * @param rate how many of it all nodes together let happen
 */
public record Bucket(String purpose, String of, Rate rate) {}
