package forebay.discovery;

import forebay.balance.DiscoverySettings.InFile;
import java.io.IOException;
import java.time.Duration;

/** The upstreams that a file lists; it is looked at again and again, which sees every way to replace it. */
record FileSource(InFile settings, UpstreamFiles files) implements Source {
    @Override
    public Found look() throws IOException {
        return new Found(files.read(settings.path()), settings.interval());
    }

    @Override
    public Duration retry() {
        return settings.interval();
    }
}
