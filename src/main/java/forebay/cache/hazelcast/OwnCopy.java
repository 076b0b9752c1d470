package forebay.cache.hazelcast;

import com.hazelcast.internal.partition.IPartition;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.map.IMap;
import com.hazelcast.map.impl.MapService;
import com.hazelcast.map.impl.MapServiceContext;
import com.hazelcast.map.impl.recordstore.RecordStore;
import com.hazelcast.spi.impl.AbstractDistributedObject;
import com.hazelcast.spi.impl.NodeEngine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The copies that this member keeps of what another one owns (backups), read without asking the owner. Hazelcast does
 * the same for {@code IMap.get} with read-backup-data, but not for {@code getAsync}, and {@code get} waits for the owner
 * where there is no copy; so this goes by Hazelcast's own classes, those of the version in pom.xml.
 *
 * <p>A copy may be behind its owner for as long as a write is on its way; what was invalidated is told by marks, stamps
 * and times, not by what a map holds.
 */
final class OwnCopy {
    private final NodeEngine engine;
    private final MapServiceContext context;

    private OwnCopy(NodeEngine engine, MapServiceContext context) {
        this.engine = engine;
        this.context = context;
    }

    /** Of the member that {@code map} is used through; empty for a client, which has none. */
    static Optional<OwnCopy> of(IMap<?, ?> map) {
        if (!(map instanceof AbstractDistributedObject<?> ofMember)) {
            return Optional.empty();
        }
        NodeEngine engine = ofMember.getNodeEngine();
        MapService service = engine.getService(MapService.SERVICE_NAME);
        return Optional.of(new OwnCopy(engine, service.getMapServiceContext()));
    }

    /** The copy of the value of {@code key}; null where there is none. Never blocks. */
    byte @Nullable [] read(String map, String key) {
        Data name = engine.toData(key);
        int partition = engine.getPartitionService().getPartitionId(name);
        IPartition replicas = engine.getPartitionService().getPartition(partition, false);
        if (replicas.isLocal() || !replicas.isOwnerOrBackup(engine.getThisAddress())) {
            return null;
        }
        RecordStore<?> records = context.getPartitionContainer(partition).getExistingRecordStore(map);
        return records == null ? null : engine.toObject(records.readBackupData(name));
    }
}
