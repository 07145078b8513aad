package dev.brama.bed;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Runs in the LAN: asks a server on each of the addresses every 10 ms, by a new connection, and
/// who has the address. Prints `answer SECONDS ADDRESS NODE` for each answer.
final class LanClientMain {
    private static final long PERIOD = 10_000_000;
    private static final int PATIENCE = 150;
    private static final long LIMIT = 600_000_000_000L;
    private static final Object OUT = new Object();

    private LanClientMain() {}

    /// @param args the addresses
    public static void main(String[] args) throws IOException {
        try (Asker asker = Asker.open()) {
            long next = System.nanoTime();
            long end = next + LIMIT;
            while (System.nanoTime() < end) {
                for (String address : args) {
                    Thread.ofVirtual().start(() -> ask(address));
                    asker.ask(InetAddress.ofLiteral(address));
                }
                next += PERIOD;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private static void ask(String address) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE);
            socket.connect(new InetSocketAddress(address, 80), PATIENCE);
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String said = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            int body = said.indexOf("\r\n\r\n");
            if (body > 0) {
                double now = System.currentTimeMillis() / 1000.0;
                synchronized (OUT) {
                    System.out.printf(
                            Locale.ROOT,
                            "answer %.3f %s %s%n",
                            now,
                            address,
                            said.substring(body + 4));
                }
            }
        } catch (IOException _) {
            // No answer is what is looked for.
        }
    }
}
