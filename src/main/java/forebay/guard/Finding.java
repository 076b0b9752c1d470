package forebay.guard;

import forebay.edge.Problem;
import forebay.http.CanonicalTarget;
import forebay.http.RequestHead;
import forebay.http.TargetRefusal;
import forebay.route.Route;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What the guard found out about a request, whether it passes or not.
 *
 * @param head the request; what could not be made out is empty in it
 * @param target the target; {@link CanonicalTarget#NONE} where it was not made out
 * @param client the client's address
 * @param trusted whether the peer is a trusted proxy
 * @param route the route; empty where none matches, for the gateway's own paths, and where the request failed before
 * @param problem why it is refused; empty where it passes
 * @param reported why its target would be refused if its route did more than report
 * @param upgrade the protocol that it asks to change to, where its route relays that
 */
record Finding(
        RequestHead head,
        CanonicalTarget target,
        InetAddress client,
        boolean trusted,
        Optional<Route> route,
        Optional<Problem> problem,
        Optional<TargetRefusal> reported,
        Optional<String> upgrade) {}
