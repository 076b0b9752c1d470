package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterKeysTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1efb";
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);
    private static final byte[] WORDS = "some words".getBytes(StandardCharsets.UTF_8);

    private static byte[] key(int last) {
        byte[] key = HexFormat.of().parseHex(HEX);
        key[31] = (byte) last;
        return key;
    }

    private static Seal seal(byte[]... keys) {
        return ClusterKeys.of(List.of(keys)).seal("test");
    }

    @Test
    void who_has_the_key_is_told_from_who_has_not() {
        byte[] code = seal(NEW).sign(WORDS);
        assertThat(code).hasSize(Seal.BYTES);
        assertThat(seal(NEW).verifies(code, WORDS)).isTrue();
        assertThat(seal(OLD).verifies(code, WORDS)).isFalse();
        assertThat(ClusterKeys.NONE.seal("test").verifies(code, WORDS)).isFalse();
        assertThat(seal(NEW).verifies(new byte[0], WORDS)).isFalse();
    }

    @Test
    void while_a_key_is_changed_node_by_node_all_understand_each_other() {
        List<Seal> fromOldToNew = List.of(seal(OLD), seal(OLD, NEW), seal(NEW, OLD), seal(NEW));
        for (int i = 1; i < fromOldToNew.size(); i++) {
            Seal before = fromOldToNew.get(i - 1);
            Seal after = fromOldToNew.get(i);
            assertThat(after.verifies(before.sign(WORDS), WORDS)).isTrue();
            assertThat(before.verifies(after.sign(WORDS), WORDS)).isTrue();
        }
    }

    @Test
    void the_code_is_of_one_purpose_and_of_parts_as_they_are_cut() {
        ClusterKeys keys = ClusterKeys.of(List.of(NEW));
        byte[] code = keys.seal("one").sign(new byte[] {1, 2}, new byte[] {3});
        assertThat(keys.seal("one").verifies(code, new byte[] {1, 2}, new byte[] {3}))
                .isTrue();
        assertThat(keys.seal("two").verifies(code, new byte[] {1, 2}, new byte[] {3}))
                .isFalse();
        assertThat(keys.seal("one").verifies(code, new byte[] {1}, new byte[] {2, 3}))
                .isFalse();
    }

    @Test
    void without_keys_broken_bytes_are_found() {
        Seal open = ClusterKeys.NONE.seal("test");
        assertThat(open.verifies(open.sign(WORDS), WORDS)).isTrue();
        assertThat(open.verifies(open.sign(WORDS), new byte[0])).isFalse();
        assertThat(ClusterKeys.NONE.present()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEX,
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1EFB\n",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHvs=",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHvs"
            })
    void a_key_is_read_in_both_ways_of_writing_it(String text) {
        assertThat(ClusterKeys.read(text)).isEqualTo(HexFormat.of().parseHex(HEX));
    }

    @Test
    void what_is_no_key_is_refused_without_being_shown() {
        assertThatThrownBy(() -> ClusterKeys.read("hunter2!")).hasMessage("is neither hexadecimal nor Base64");
        assertThatThrownBy(() -> ClusterKeys.of(List.of(new byte[31]))).hasMessageContaining("32");
        assertThatThrownBy(() -> ClusterKeys.of(List.of(OLD, OLD))).hasMessageContaining("twice");
        assertThatThrownBy(() -> ClusterKeys.of(List.of(OLD, NEW, key(3)))).hasMessageContaining("2");
        assertThat(ClusterKeys.of(List.of(OLD, NEW))).hasToString("2 key(s)");
    }

    @Test
    void a_new_key_can_be_read_and_is_another_one_each_time() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        byte[] key = ClusterKeys.read(ClusterKeys.next(random));
        assertThat(key).hasSize(ClusterKeys.MIN_BYTES);
        assertThat(ClusterKeys.read(ClusterKeys.next(random))).isNotEqualTo(key);
    }

    @Test
    void the_same_keys_in_the_same_order_are_equal() {
        assertThat(ClusterKeys.of(List.of(OLD, NEW)))
                .isEqualTo(ClusterKeys.of(List.of(OLD, NEW)))
                .hasSameHashCodeAs(ClusterKeys.of(List.of(OLD, NEW)))
                .isNotEqualTo(ClusterKeys.of(List.of(NEW, OLD)))
                .isNotEqualTo(ClusterKeys.of(List.of(OLD)));
    }
}
