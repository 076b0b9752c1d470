package forebay.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PartTest {
    /** What a part may do. */
    public static final class Sample {
        private Sample() {}

        /** Returns what it got. */
        public static String echo(String text) {
            return text;
        }

        /** Fails with what it is given. */
        public static void fail(Exception checked, Error error) throws Exception {
            if (checked.getMessage() != null) {
                throw checked;
            }
            throw error;
        }
    }

    /** As a class loader fails, and as a class does that can not be initialised. */
    private static final Error LACKING = new NoClassDefFoundError("com/example/Missing");

    private static final Error BEGINNING =
            new ExceptionInInitializerError(new IllegalStateException("no home", new IOException("disk")));

    @Test
    void anArgumentAndAResultPass() throws Exception {
        assertThat(part("echo").call(String.class, "text")).isEqualTo("text");
    }

    @Test
    void whatItThrowsIsThrownAsItIs() {
        Exception refused = new FileNotFoundException("no such file");
        assertThatThrownBy(() -> part("fail").call(Object.class, refused, LACKING))
                .isSameAs(refused);
        assertThatThrownBy(() -> part("fail").call(Object.class, new IOException(), LACKING))
                .isSameAs(LACKING);
        assertThatThrownBy(() -> part("none").call(Object.class)).isInstanceOf(NoSuchMethodException.class);
    }

    @Test
    void aReasonTellsItsCauses() {
        assertThat(Reason.of(new FileNotFoundException("no such file"))).isEqualTo("no such file");
        assertThat(Reason.of(BEGINNING).lines())
                .containsExactly(
                        "java.lang.ExceptionInInitializerError",
                        "  caused by java.lang.IllegalStateException: no home",
                        "  caused by java.io.IOException: disk");
    }

    private static Part part(String method) {
        return new Part(PartTest.class.getClassLoader(), Sample.class.getName(), method);
    }
}
