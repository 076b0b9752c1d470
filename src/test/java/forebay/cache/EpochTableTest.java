package forebay.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTableTest {
    /** Two pages. */
    private static final int BITS = 13;

    private final EpochTable table = new EpochTable(BITS);

    private static byte[] written(EpochTable table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void read(EpochTable table, byte[] bytes) throws IOException {
        table.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 8191})
    void aBucketHasItsHighestNumber(int bucket) {
        assertThat(table.get(bucket)).isZero();
        table.raise(bucket, 5);
        table.raise(bucket, 3);
        assertThat(table.get(bucket)).isEqualTo(5);
        table.raise(bucket, 7);
        assertThat(table.get(bucket)).isEqualTo(7);
        assertThat(table.get(bucket ^ 1)).isZero();
        assertThat(table.get(bucket ^ 4096)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4095, 4096, 8191})
    void whatIsWrittenIsReadAndRaises(int bucket) throws IOException {
        table.raise(bucket, 5);
        table.raise(7, 2);
        EpochTable other = new EpochTable(BITS);
        other.raise(7, 9);
        other.raise(bucket, 1);

        read(other, written(table));

        assertThat(other.get(bucket)).isEqualTo(5);
        assertThat(other.get(7)).isEqualTo(9);
        assertThat(written(other))
                .as("a bucket and its number, two times, and the end")
                .hasSize(2 * 12 + 4);
    }

    @Test
    void whereNothingWasPurgedNothingIsWritten() throws IOException {
        assertThat(written(table)).hasSize(4);
        table.raise(3, 0);
        assertThat(written(table)).hasSize(4);
    }

    @Test
    void aBucketThatIsNotThereIsRefused() throws IOException {
        EpochTable larger = new EpochTable(BITS + 1);
        larger.raise(1 << BITS, 1);
        byte[] bytes = written(larger);
        assertThatThrownBy(() -> read(table, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(1 << BITS));
    }

    @Test
    void everythingCanBeForgotten() {
        table.raise(1, 5);
        table.raise(8191, 5);
        table.clear();
        assertThat(table.get(1)).isZero();
        assertThat(table.get(8191)).isZero();
    }
}
