package forebay.cache.hazelcast;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The members beside this one that may have the value of one key. Thread-safe; never blocks. */
interface Replicas {
    /** The member that owns the key; empty text where none does for the moment. */
    String owner();

    /** The value that the owner has, null where there is none. */
    CompletionStage<byte @Nullable []> askOwner();

    /** The first that keeps a backup, of those that {@code mayAsk} lets through; empty where there is none. */
    Optional<Backup> backup(Predicate<String> mayAsk);

    /**
     * A member that keeps a backup.
     *
     * @param member its name
     * @param ask asks it for the value, null where it has none; what it answers may be behind the owner
     */
    record Backup(String member, Supplier<CompletionStage<byte @Nullable []>> ask) {}
}
