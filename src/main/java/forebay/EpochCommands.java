package forebay;

import forebay.cache.PurgeScope;
import forebay.cache.flow.PurgeTable;
import forebay.cluster.NumberedState;
import java.util.Arrays;

/** Purges as the commands that all nodes of a cluster apply: one byte for hard or soft, then the scope. */
final class EpochCommands implements NumberedState {
    private static final byte HARD = 1;
    private static final byte SOFT = 2;

    private final PurgeTable table;

    EpochCommands(PurgeTable table) {
        this.table = table;
    }

    static byte[] command(PurgeScope scope, boolean soft) {
        byte[] encoded = scope.encode();
        byte[] command = new byte[1 + encoded.length];
        command[0] = soft ? SOFT : HARD;
        System.arraycopy(encoded, 0, command, 1, encoded.length);
        return command;
    }

    @Override
    public long high() {
        return table.epochs().high();
    }

    @Override
    public void apply(long number, byte[] command) {
        table.apply(number, PurgeScope.decode(Arrays.copyOfRange(command, 1, command.length)), command[0] == SOFT);
    }

    @Override
    public byte[] snapshot() {
        return table.epochs().snapshot();
    }

    @Override
    public void merge(byte[] snapshot) {
        table.epochs().merge(snapshot);
    }

    @Override
    public void serve(long lineage) {
        table.epochs().serve(lineage);
    }

    @Override
    public void resign() {
        table.epochs().resign();
    }

    @Override
    public void forget() {
        table.epochs().forget();
    }

    @Override
    public byte[] everything() {
        return command(PurgeScope.ALL, false);
    }
}
