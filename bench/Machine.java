import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// What is measured, and where.
///
/// @param top the checkout
/// @param nginx the nginx to drive
record Machine(Path top, Path nginx) {
    private static final Set<Integer> GIVEN = new HashSet<>();
    // Where all ports are ours: below those that outgoing connections get.
    private static int next = Integer.getInteger("bench.first.port", 0);

    Path brama() {
        return top.resolve("bin/brama");
    }

    /// A port of the loopback interface that nobody listens on.
    static synchronized int freePort() throws IOException {
        if (next > 0) {
            return next++;
        }
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }
}
