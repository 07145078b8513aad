package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Connections that become something else than HTTP.
class WebSocketIT extends Feature {
    private Backend chat;

    @Override
    Served serve(Path nginx) {
        chat = keep(Backend.running(WebSocketIT::upgrade));
        return Served.by(
                nginx,
                Yaml.service("chat", chat),
                Yaml.ingress("chat").prefix("chat.test", "/", "chat"));
    }

    /// Switches protocols and says back what it hears.
    private static void upgrade(Request request, InputStream in, OutputStream out)
            throws IOException {
        Wire.write(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                        + request.header("upgrade")
                        + "\r\nX-Connection: "
                        + request.header("connection")
                        + "\r\n\r\n");
        for (int b = in.read(); b >= 0; b = in.read()) {
            out.write(b);
            out.flush();
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        Wire.write(socket.getOutputStream(), text);
        byte[] back = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(back, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    private static void shakeHands(Socket socket) throws IOException {
        Wire.write(
                socket.getOutputStream(),
                "GET /room HTTP/1.1\r\nHost: chat.test\r\nConnection: Upgrade\r\n"
                        + "Upgrade: websocket\r\n\r\n");
        Wire.Head head = Wire.head(socket.getInputStream());
        assertThat(head.start()).startsWith("HTTP/1.1 101 ");
        assertThat(head.header("upgrade")).isEqualTo("websocket");
        assertThat(head.header("x-connection")).isEqualTo("upgrade");
    }

    @Test
    void bothSidesTalk() throws IOException {
        try (Socket socket = served.client().plain()) {
            shakeHands(socket);
            say(socket, "hello");
            say(socket, "x".repeat(20_000));
        }
    }

    @Test
    void bothSidesTalkOverTls() throws IOException {
        try (Socket socket = served.client().tls("chat.test")) {
            shakeHands(socket);
            say(socket, "hello");
        }
    }

    @Test
    void theConnectionOutlivesAReload() throws IOException {
        try (Socket socket = served.client().plain()) {
            shakeHands(socket);
            say(socket, "before");
            var workers = served.workers();
            served.put("more.yaml", Yaml.ingress("more").prefix("more.test", "/", "chat"));
            assertThat(served.workers()).doesNotContainAnyElementsOf(workers);
            say(socket, "after");
            served.remove("more.yaml");
            say(socket, "after another");
        }
    }
}
