package forebay.cache.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.MapService;
import com.hazelcast.map.impl.MapServiceContext;
import com.hazelcast.map.impl.operation.MapOperation;
import com.hazelcast.map.impl.recordstore.RecordStore;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import com.hazelcast.spi.impl.NodeEngine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The copies of what a member owns (backups): those on this member, read without asking anybody, and those on others, asked
 * for when the owner does not answer. Hazelcast reads the former for {@code IMap.get} with read-backup-data, but not for
 * {@code getAsync}, and {@code get} waits for the owner where there is none; the latter its maps never ask, though its
 * operations may go to any replica of a partition. So this goes by Hazelcast's own classes, those of the version in
 * pom.xml.
 *
 * <p>A copy may be behind its owner for as long as a write is on its way; what was invalidated is told by marks, stamps
 * and times, not by what a map holds. Thread-safe; never blocks.
 */
final class Copies {
    private final NodeEngine engine;
    private final MapServiceContext context;

    private Copies(NodeEngine engine, MapServiceContext context) {
        this.engine = engine;
        this.context = context;
    }

    /** Of the cluster of the member that {@code map} is used through; empty for a client, which asks owners alone. */
    static Optional<Copies> of(IMap<?, ?> map) {
        if (!(map instanceof AbstractDistributedObject<?> ofMember)) {
            return Optional.empty();
        }
        NodeEngine engine = ofMember.getNodeEngine();
        MapService service = engine.getService(MapService.SERVICE_NAME);
        return Optional.of(new Copies(engine, service.getMapServiceContext()));
    }

    /** This member's copy of the value of {@code key}; null where it has none, and where it owns the key. */
    byte @Nullable [] own(String map, String key) {
        Data name = engine.toData(key);
        int partition = engine.getPartitionService().getPartitionId(name);
        IPartition replicas = engine.getPartitionService().getPartition(partition, false);
        if (replicas.isLocal() || !replicas.isOwnerOrBackup(engine.getThisAddress())) {
            return null;
        }
        RecordStore<?> records = context.getPartitionContainer(partition).getExistingRecordStore(map);
        return records == null ? null : engine.toObject(records.readBackupData(name));
    }

    /** The first other member that keeps a copy of {@code key}, of those that {@code mayAsk} lets through. */
    Optional<Replicas.Backup> elsewhere(String map, String key, Predicate<String> mayAsk) {
        Data name = engine.toData(key);
        int partition = engine.getPartitionService().getPartitionId(name);
        IPartition replicas = engine.getPartitionService().getPartition(partition, false);
        int copies = context.getMapContainer(map).getTotalBackupCount();
        for (int i = 1; i <= copies; i++) {
            Address address = replicas.getReplicaAddress(i);
            if (address != null && !address.equals(engine.getThisAddress()) && mayAsk.test(address.toString())) {
                int replica = i;
                return Optional.of(new Replicas.Backup(address.toString(), () -> ask(map, name, partition, replica)));
            }
        }
        return Optional.empty();
    }

    /**
     * A get at a replica reads what that has, with the same times to live, and changes nothing but when it was last used. It
     * is sent once, and not again where the copies have moved.
     */
    private CompletionStage<byte @Nullable []> ask(String map, Data key, int partition, int replica) {
        MapOperation get = context.getMapOperationProvider(map).createGetOperation(map, key);
        CompletableFuture<byte @Nullable []> asked = engine.getOperationService()
                .createInvocationBuilder(MapService.SERVICE_NAME, get, partition)
                .setReplicaIndex(replica)
                .setTryCount(1)
                .setAsync()
                .invoke();
        return asked;
    }
}
