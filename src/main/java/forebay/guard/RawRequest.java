package forebay.guard;

import forebay.http.Fields;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What the container says about a request, undecoded and unjudged.
 *
 * @param method the method as received
 * @param protocol the version, such as {@code HTTP/1.1}
 * @param scheme the scheme that the container took the request to be for: the target may name one
 * @param secure whether the connection has TLS, or a proxy that the container trusts says that its own had
 * @param serverName the host that the container took the request to be for
 * @param serverPort the port likewise
 * @param mountedAt the path that the gateway is mounted at; empty at the root
 * @param target the target as received, less the path that the gateway is mounted at; empty where it does not begin
 *     with that literally
 * @param fields the field lines
 * @param peer the address of the connection
 */
record RawRequest(
        String method,
        String protocol,
        String scheme,
        boolean secure,
        String serverName,
        int serverPort,
        String mountedAt,
        Optional<String> target,
        Fields fields,
        InetAddress peer) {

    static RawRequest of(HttpServletRequest request, String contextPath, RequestFields fields) {
        return new RawRequest(
                request.getMethod(),
                request.getProtocol(),
                request.getScheme(),
                request.isSecure(),
                request.getServerName(),
                request.getServerPort(),
                contextPath,
                target(request, contextPath),
                fields.of(request),
                address(request.getRemoteAddr()));
    }

    /** The version of HTTP as Via has it (RFC 9110 §7.6.3); one without minor versions counts as its version 0 (§2.5). */
    String version() {
        return switch (protocol) {
            case "HTTP/1.0" -> "1.0";
            case "HTTP/2", "HTTP/2.0" -> "2.0";
            case "HTTP/3" -> "3.0";
            default -> "1.1";
        };
    }

    /** Both containers hand out path and query undecoded, normalised in nothing. */
    private static Optional<String> target(HttpServletRequest request, String contextPath) {
        String path = request.getRequestURI();
        if (!path.startsWith(contextPath)) {
            return Optional.empty();
        }
        String rest = path.substring(contextPath.length());
        if (rest.isEmpty()) {
            rest = "/";
        }
        String query = request.getQueryString();
        return Optional.of(query == null ? rest : rest + "?" + query);
    }

    private static InetAddress address(String text) {
        int zone = text.indexOf('%');
        return IpAddresses.parse(zone < 0 ? text : text.substring(0, zone)).orElseGet(InetAddress::getLoopbackAddress);
    }
}
