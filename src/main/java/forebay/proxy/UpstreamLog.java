package forebay.proxy;

import forebay.balance.PoolListener;
import forebay.balance.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each time that an upstream comes or goes. */
final class UpstreamLog implements PoolListener {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLog.class);

    @Override
    public void changed(String pool, String upstream, Standing before, Standing after, String reason) {
        LOG.info("{} of pool {} is {}, was {}: {}", upstream, pool, after.word(), before.word(), reason);
    }
}
