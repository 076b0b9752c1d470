package forebay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The member within a class loader of its own, as a container gives one to a web application. */
class ClassLoaderIT {
    @TempDir
    Path folder;

    @Test
    void it_runs_in_a_class_loader_of_its_own_and_lets_go_of_it() throws Exception {
        WeakReference<ClassLoader> loader = startAndStop();
        await().untilAsserted(() -> {
            System.gc();
            assertThat(Thread.getAllStackTraces().keySet())
                    .as("no thread holds on to the class loader")
                    .noneMatch(thread ->
                            thread.getContextClassLoader() != null && thread.getContextClassLoader() == loader.get());
        });
    }

    private WeakReference<ClassLoader> startAndStop() throws Exception {
        Path file = folder.resolve("hazelcast.yaml");
        Files.writeString(file, "hazelcast:\n  cluster-name: it-loader\n");
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> member = loader.loadClass(ClusterMember.class.getName());
            assertThat(member).isNotSameAs(ClusterMember.class);
            Class<?> mode = loader.loadClass(ClusterSettings.Mode.class.getName());
            Class<?> keys = loader.loadClass(ClusterKeys.class.getName());
            Object settings = loader.loadClass(ClusterSettings.class.getName())
                    .getConstructor(mode, Optional.class, keys)
                    .newInstance(
                            mode.getEnumConstants()[0],
                            Optional.of(file),
                            keys.getField("NONE").get(null));
            Consumer<Object> nothing = config -> {};
            Method start = member.getMethod("start", settings.getClass(), String.class, Consumer.class);
            Object started = ((Optional<?>) start.invoke(null, settings, "it-loader", nothing)).orElseThrow();
            assertThat(member.getMethod("running").invoke(started)).isEqualTo(true);
            member.getMethod("close").invoke(started);
            assertThat(member.getMethod("running").invoke(started)).isEqualTo(false);
            return new WeakReference<>(loader);
        }
    }
}
