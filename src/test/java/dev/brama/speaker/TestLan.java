package dev.brama.speaker;

import dev.brama.fixture.Commands;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A bridge in the client's network namespace, and two nodes at its ports, each in one of its own.
///
/// What runs [#inside] one has its sockets there, and so have the threads that it starts.
final class TestLan implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final MethodHandle OPEN =
            call("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final MethodHandle SETNS =
            call("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = call("close", ValueLayout.JAVA_INT);

    private final String prefix = "brama-lan" + ProcessHandle.current().pid();

    final String client = prefix + "-client";
    final String node1 = prefix + "-node1";
    final String node2 = prefix + "-node2";

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, ValueLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    static TestLan make() throws IOException, InterruptedException {
        TestLan lan = new TestLan();
        try {
            lan.build();
        } catch (IOException | InterruptedException | RuntimeException e) {
            lan.close();
            throw e;
        }
        return lan;
    }

    private void build() throws IOException, InterruptedException {
        Commands.line("ip netns add " + client);
        in(client, "ip link set lo up");
        in(client, "ip link add br0 type bridge");
        in(client, "ip link set br0 address 02:00:00:00:00:99");
        in(client, "ip addr add 192.168.1.1/24 dev br0");
        in(client, "ip link set br0 up");
        in(client, "ip addr add fd00::1/64 dev br0 nodad");
        int n = 1;
        for (String node : List.of(node1, node2)) {
            Commands.line("ip netns add " + node);
            in(client, "ip link add port%d type veth peer name eth0 netns %s".formatted(n, node));
            in(client, "ip link set port%d master br0 up".formatted(n));
            in(node, "ip link set lo up");
            in(node, "ip link set eth0 address 02:00:00:00:00:0" + n);
            in(node, "ip addr add 192.168.1.1%d/24 dev eth0".formatted(n));
            in(node, "ip link set eth0 up");
            in(node, "ip addr add fd00::1%d/64 dev eth0 nodad".formatted(n));
            n++;
        }
        awaitBridge();
    }

    // The kernel takes up to a second until it passes frames on between new ports.
    private void awaitBridge() throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            String ports = in(client, "bridge link");
            if (ports.split("state forwarding", -1).length == 3
                    && !ports.contains("NO-CARRIER")
                    && in(client, "ip link show br0").contains("state UP")) {
                return;
            }
            Thread.sleep(10);
        }
        throw new IOException("the bridge passes nothing on");
    }

    /// Runs a command, words divided by blanks, in a namespace; returns what it printed.
    String in(String namespace, String command) throws IOException, InterruptedException {
        return Commands.inside(namespace, command);
    }

    /// Calls something in a thread of its own whose network is that of the namespace.
    static <T> T inside(String namespace, Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("inside-" + namespace)
                .start(() -> {
                    try {
                        enter(namespace);
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void enter(String namespace) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/run/netns/" + namespace);
            int descriptor = (int) OPEN.invokeExact(path, 0);
            int entered = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
            int _ = (int) CLOSE.invokeExact(descriptor);
            if (descriptor < 0 || entered != 0) {
                throw new IOException("cannot enter " + namespace + ": root is needed");
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String namespace : List.of(node1, node2, client)) {
            new ProcessBuilder("ip", "netns", "del", namespace)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        }
    }
}
