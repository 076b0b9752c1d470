package forebay.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private final AtomicInteger closed = new AtomicInteger();

    private Generation generation(int number) {
        return new Generation(number, Map.of(String.class, "part " + number), closed::incrementAndGet);
    }

    @Test
    void partsAreFoundByType() {
        Generation generation = generation(7);
        assertThat(generation.number()).isEqualTo(7);
        assertThat(generation.part(String.class)).isEqualTo("part 7");
        assertThatThrownBy(() -> generation.part(Integer.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.Integer");
    }

    @Test
    void theLastHolderClosesItOnce() {
        Generation generation = generation(1);
        assertThat(generation.retain()).isTrue();
        generation.release();
        assertThat(closed).hasValue(0);
        generation.release();
        assertThat(closed).hasValue(1);
        assertThat(generation.retain()).isFalse();
        assertThatThrownBy(generation::release).isInstanceOf(IllegalStateException.class);
        assertThat(closed).hasValue(1);
    }

    @Test
    void theOneBeforeClosesWhenItsLastRequestEnds() {
        Generation first = generation(1);
        Generations generations = new Generations(first);
        Generation pinned = generations.acquire();
        Generation second = generation(2);
        generations.install(second);
        assertThat(pinned).isSameAs(first);
        assertThat(closed).hasValue(0);
        assertThat(generations.current()).isSameAs(second);
        pinned.release();
        assertThat(closed).hasValue(1);
        Generation next = generations.acquire();
        assertThat(next).isSameAs(second);
        next.release();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aHolderThatComesTooLateTakesTheNextOne() throws InterruptedException {
        Generations generations = new Generations(generation(0));
        Thread installer = new Thread(
                () -> {
                    for (int number = 1; number <= 200; number++) {
                        generations.install(generation(number));
                    }
                },
                "installer");
        installer.start();
        for (int i = 0; i < 200; i++) {
            Generation held = generations.acquire();
            assertThat(held.retain()).as("still open while held").isTrue();
            held.release();
            held.release();
        }
        installer.join();
        assertThat(generations.current().number()).isEqualTo(200);
        assertThat(closed).hasValue(200);
    }
}
