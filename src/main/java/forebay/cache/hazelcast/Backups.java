package forebay.cache.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.MapService;
import com.hazelcast.map.impl.MapServiceContext;
import com.hazelcast.map.impl.operation.MapOperation;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import com.hazelcast.spi.impl.NodeEngine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The copies that other members keep of what one owns (backups), asked from these when the owner does not answer.
 * Hazelcast's maps ask the owner alone; its operations may go to any replica of a partition, so this goes by
 * Hazelcast's own classes, as {@link OwnCopy} does. A get at a backup reads what that has, with the same times to live,
 * and changes nothing but when it was last used. A question is sent once, and not again where the copies have moved.
 */
final class Backups {
    private final NodeEngine engine;
    private final MapServiceContext context;

    private Backups(NodeEngine engine, MapServiceContext context) {
        this.engine = engine;
        this.context = context;
    }

    /** Of the cluster of the member that {@code map} is used through; empty for a client, which asks owners alone. */
    static Optional<Backups> of(IMap<?, ?> map) {
        if (!(map instanceof AbstractDistributedObject<?> ofMember)) {
            return Optional.empty();
        }
        NodeEngine engine = ofMember.getNodeEngine();
        MapService service = engine.getService(MapService.SERVICE_NAME);
        return Optional.of(new Backups(engine, service.getMapServiceContext()));
    }

    /** The first other member that keeps a backup of {@code key}, of those that {@code mayAsk} lets through. */
    Optional<Replicas.Backup> find(String map, String key, Predicate<String> mayAsk) {
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
