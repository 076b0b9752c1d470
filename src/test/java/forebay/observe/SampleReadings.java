package forebay.observe;

import forebay.balance.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readings that a test sets. */
final class SampleReadings implements Readings {
    boolean clustered = true;

    List<Pool> pools = List.of(new Pool(
            "app",
            "weighted-round-robin",
            new Load(3, 4, 5, 41, 2, 7),
            List.of(
                    new Upstream(
                            "http://a:1",
                            5,
                            new Placement(5, 0, Optional.of("east")),
                            "available",
                            "",
                            true,
                            3,
                            100,
                            1,
                            0,
                            0),
                    new Upstream(
                            "http://b:2",
                            1,
                            new Placement(0, 1, Optional.empty()),
                            "ejected",
                            "5 failures in a row, for 30 s",
                            false,
                            0,
                            20,
                            9,
                            2,
                            1))));

    @Override
    public List<Pool> pools() {
        return pools;
    }

    @Override
    public Map<String, Discovery> discovery() {
        return Map.of("app", new Discovery(7, Optional.of(new Missing("no answer", Instant.EPOCH))));
    }

    @Override
    public Cache cache() {
        return new Cache(
                new Level(1000, 2000, 10, 70, 30, 4),
                clustered ? Optional.of(new Level(5000, 9000, 50, 7, 3, 0)) : Optional.empty(),
                clustered ? Optional.of(new Sharing(14, 6, 3, 1, 2, 5, 1, 4, 9)) : Optional.empty(),
                300);
    }

    @Override
    public Purging purging() {
        return new Purging(8, 1, 120, 9, true, 3);
    }

    @Override
    public int waitingPasswords() {
        return 4;
    }

    @Override
    public Limits limits() {
        return new Limits(7, 2);
    }

    @Override
    public Reloads reloads() {
        return new Reloads(3, 3, 1);
    }

    @Override
    public long droppedLogLines() {
        return 6;
    }
}
