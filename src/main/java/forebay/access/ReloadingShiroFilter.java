package forebay.access;

import forebay.edge.Collaborators;
import forebay.edge.Exchanges;
import forebay.edge.Problem;
import forebay.edge.ProblemWriter;
import forebay.exchange.Exchange;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.shiro.web.servlet.AbstractShiroFilter;

/**
 * Shiro's filter over a policy that may change: who is asking, and may they? And have they asked too often?
 *
 * <p>Reads the path from the exchange, never from the container, whose reading may differ. Runs its decision and hands
 * the request on afterwards, unwrapped and with nothing bound to the thread: the caller is in the exchange, and nothing
 * behind this filter may ask Shiro, for it may run on another thread. No session is made or looked at.
 */
public final class ReloadingShiroFilter extends AbstractShiroFilter {
    private static final String ONCE = ReloadingShiroFilter.class.getName() + ".FILTERED";

    private volatile Optional<AccessPolicies> policies = Optional.empty();
    private volatile Optional<RequestLimits> limits = Optional.empty();

    /** Shiro would put it together anew, three times for each request. */
    @Override
    protected String getAlreadyFilteredAttributeName() {
        return ONCE;
    }

    /** Finds the policies in the servlet context. */
    @Override
    public void init() {
        policies = Optional.of(Collaborators.get(getServletContext(), AccessPolicies.class));
        limits = Optional.of(Collaborators.get(getServletContext(), RequestLimits.class));
        // Never asked for anything: it only keeps the filter from making one with sessions. Each policy has its own.
        setSecurityManager(StatelessSecurity.manager(List.of()));
    }

    @Override
    protected void doFilterInternal(ServletRequest request, ServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        AccessPolicy policy = policies.orElseThrow().current();
        Exchange exchange = Exchanges.of(request);
        Exchange.Arrival arrival = exchange.arrival();
        Verdict verdict =
                policy.decide(arrival.head().fields(), arrival.target().accessForms(), arrival.client());
        exchange.caller(verdict.caller());
        Optional<Problem> problem = verdict instanceof Verdict.Refused refused
                ? Optional.of(refused.problem())
                : limits.orElseThrow().take(exchange).map(Refusals::tooFast);
        if (problem.isPresent()) {
            exchange.refusal(problem.get().code());
            ProblemWriter.send(
                    (HttpServletRequest) request,
                    (HttpServletResponse) response,
                    problem.get(),
                    Optional.of(arrival.id()));
            return;
        }
        chain.doFilter(request, response);
    }
}
