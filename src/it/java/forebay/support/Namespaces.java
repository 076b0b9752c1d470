package forebay.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Machines for processes under test: network namespaces (Linux, as root, with {@code ip}), each with two cables: one to the
 * other machines, which can be pulled out, and one to this process, which stays.
 */
public final class Namespaces implements AutoCloseable {
    private final String id = Long.toString(ProcessHandle.current().pid() % 100_000);
    private final int net = 1 + (int) (ProcessHandle.current().pid() % 250);
    private final int count;
    private final List<String> undo = new ArrayList<>();

    private Namespaces(int count) {
        this.count = count;
    }

    /**
     * Makes so many.
     *
     * @throws IllegalStateException where this machine does not let it; says what is missing
     */
    public static Namespaces create(int count) {
        Namespaces made = new Namespaces(count);
        try {
            made.build();
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw new IllegalStateException(
                    "the tests of this profile pull cables between network namespaces: that takes Linux, the command ip"
                            + " (iproute2), and the rights of root (CAP_NET_ADMIN, CAP_SYS_ADMIN). " + e.getMessage(),
                    e);
        }
    }

    private void build() {
        bridge("fbm" + id);
        bridge("fbc" + id);
        ip("addr add " + here() + "/24 dev fbc" + id);
        for (int i = 0; i < count; i++) {
            ip("netns add " + name(i));
            undo.add("netns del " + name(i));
            cable("fbm" + id, port(i), i, "eth0", member(i));
            cable("fbc" + id, "fd" + id + "." + i, i, "eth1", address(i));
            ip("-n " + name(i) + " link set lo up");
        }
    }

    private void bridge(String name) {
        ip("link add " + name + " type bridge");
        undo.add("link del " + name);
        ip("link set " + name + " up");
    }

    private void cable(String bridge, String port, int i, String device, String address) {
        ip("link add " + port + " type veth peer name " + device + " netns " + name(i));
        ip("link set " + port + " master " + bridge + " up");
        ip("-n " + name(i) + " addr add " + address + "/24 dev " + device);
        ip("-n " + name(i) + " link set " + device + " up");
    }

    private String name(int i) {
        return "forebay-" + id + "-" + i;
    }

    private String port(int i) {
        return "fp" + id + "." + i;
    }

    /** Where this process is for the machines. */
    public String here() {
        return "10.214." + net + ".254";
    }

    /** Where a machine is for this process. */
    public String address(int i) {
        return "10.214." + net + "." + (i + 1);
    }

    /** Where a machine is for the others. */
    public String member(int i) {
        return "10.213." + net + "." + (i + 1);
    }

    /** What to put before a command that is to run there. */
    public List<String> prefix(int i) {
        return List.of("ip", "netns", "exec", name(i));
    }

    /** Pulls out the cable to the other machines: nothing arrives any more, and nobody is told. */
    public void cut(int i) {
        ip("link set " + port(i) + " down");
    }

    /** Puts it in again. */
    public void mend(int i) {
        ip("link set " + port(i) + " up");
    }

    private static void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("ip " + arguments + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<String> failed = new ArrayList<>();
        for (int i = undo.size() - 1; i >= 0; i--) {
            try {
                ip(undo.get(i));
            } catch (RuntimeException e) {
                failed.add(e.getMessage());
            }
        }
        undo.clear();
        if (!failed.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failed));
        }
    }
}
