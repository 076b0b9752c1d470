package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class AsyncThreadsTest {
    private static Thread threadOf(AsyncThreads threads) {
        return CompletableFuture.supplyAsync(Thread::currentThread, threads).join();
    }

    @Test
    void a_thread_that_is_idle_is_used_again() {
        try (AsyncThreads threads = AsyncThreads.use()) {
            Thread first = threadOf(threads);
            assertThat(first.isDaemon()).isTrue();
            await().until(() -> threadOf(threads) == first);
        }
    }

    @Test
    void a_task_does_not_wait_for_another_one() {
        try (AsyncThreads threads = AsyncThreads.use()) {
            CompletableFuture<Thread> other = new CompletableFuture<>();
            CompletableFuture<Thread> waiting = CompletableFuture.supplyAsync(other::join, threads);
            other.complete(threadOf(threads));
            assertThat(waiting.join()).isNotNull();
        }
    }

    @Test
    void what_comes_after_the_end_is_done_all_the_same() {
        AsyncThreads threads = AsyncThreads.use();
        threads.close();
        assertThat(threadOf(threads)).isNotNull();
    }

    @Test
    void one_takes_over_where_the_common_pool_has_no_threads_and_gives_back_in_any_order() {
        Executor before = ConcurrencyUtil.getDefaultAsyncExecutor();
        boolean needed = ForkJoinPool.getCommonPoolParallelism() <= 1;
        AsyncThreads one = AsyncThreads.use();
        assertThat(ConcurrencyUtil.getDefaultAsyncExecutor()).isSameAs(needed ? one : before);
        AsyncThreads other = AsyncThreads.use();
        one.close();
        assertThat(ConcurrencyUtil.getDefaultAsyncExecutor()).isSameAs(needed ? other : before);
        other.close();
        Executor after = ConcurrencyUtil.getDefaultAsyncExecutor();
        assertThat(CompletableFuture.supplyAsync(() -> "done", after).join()).isEqualTo("done");
    }
}
