package dev.brama.feature;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on a port of loopback that answers with its name and what it got, by TCP or UDP.
final class Echo implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int PATIENCE_MILLIS = 5000;
    // Ends what a client says; nginx passes no half-closed connection on.
    private static final int END = 4;

    private final AutoCloseable socket;
    private final int port;
    private final AtomicInteger connections = new AtomicInteger();

    private Echo(ServerSocket server, String name) {
        this.socket = server;
        this.port = server.getLocalPort();
        Thread.ofVirtual().start(() -> accept(server, name));
    }

    private Echo(DatagramSocket datagrams, String name, int answers) {
        this.socket = datagrams;
        this.port = datagrams.getLocalPort();
        Thread.ofVirtual().start(() -> answer(datagrams, name, answers));
    }

    static Echo tcp(String name) {
        return tcpAt(LOOPBACK, name);
    }

    static Echo tcpAt(InetAddress address, String name) {
        try {
            return new Echo(new ServerSocket(0, 64, address), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param answers how many datagrams each one is answered by
    static Echo udp(String name, int answers) {
        try {
            return new Echo(new DatagramSocket(0, LOOPBACK), name, answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a server says to a text, which holds no EOT, until it closes.
    ///
    /// @throws IOException if it does not take the connection
    static String ask(int port, String text) throws IOException {
        return new String(ask(port, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    static byte[] ask(int port, byte[] sent) throws IOException {
        try (Socket client = new Socket(LOOPBACK, port)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    client.getOutputStream().write(sent);
                                    client.getOutputStream().write(END);
                                } catch (IOException _) {
                                    // The reader sees it.
                                }
                            });
            byte[] got = client.getInputStream().readAllBytes();
            writer.join();
            return got;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The same, and empty where the connection is refused or broken.
    static String tryToAsk(int port, String text) {
        try {
            return ask(port, text);
        } catch (IOException _) {
            return "";
        }
    }

    /// The first datagrams of the answer to one.
    static String askByUdp(int port, String text, int answers) throws IOException {
        try (DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            byte[] sent = text.getBytes(StandardCharsets.UTF_8);
            client.send(
                    new DatagramPacket(sent, sent.length, new InetSocketAddress(LOOPBACK, port)));
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < answers; i++) {
                DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
                client.receive(got);
                all.append(text(got));
            }
            return all.toString();
        }
    }

    int port() {
        return port;
    }

    /// How often somebody has connected.
    int connections() {
        return connections.get();
    }

    private void accept(ServerSocket server, String name) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> echo(client, name));
            } catch (IOException _) {
                // Closed: the loop ends.
            }
        }
    }

    private static void echo(Socket client, String name) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write((name + ":").getBytes(StandardCharsets.UTF_8));
            int next = in.read();
            while (next >= 0 && next != END) {
                all.write(next);
                next = in.read();
            }
            all.writeTo(client.getOutputStream());
        } catch (IOException _) {
            // The client went.
        }
    }

    private static void answer(DatagramSocket datagrams, String name, int answers) {
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket got = new DatagramPacket(new byte[2000], 2000);
                datagrams.receive(got);
                byte[] reply = (name + ":" + text(got)).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < answers; i++) {
                    datagrams.send(new DatagramPacket(reply, reply.length, got.getSocketAddress()));
                }
            } catch (IOException _) {
                // Closed: the loop ends.
            }
        }
    }

    private static String text(DatagramPacket packet) {
        return new String(
                Arrays.copyOf(packet.getData(), packet.getLength()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        socket.close();
    }
}
