package dev.brama.feature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A client that says exactly what it is told to, one connection a request.
///
/// @param httpPort the port without TLS
/// @param httpsPort the port with TLS
/// @param preface what is said before all else; often nothing
record Client(int httpPort, int httpsPort, String preface) {
    private static final int PATIENCE_MILLIS = 20_000;

    /// @param headers names and values, one after the other
    Answer get(String host, String target, String... headers) {
        return send("GET", host, target, "", headers);
    }

    Answer getTls(String host, String target, String... headers) {
        try (Socket socket = tls(host)) {
            return exchange(socket, "GET", head("GET", host, target, "", headers), "");
        } catch (IOException e) {
            throw new UncheckedIOException(host + target, e);
        }
    }

    Answer send(String method, String host, String target, String body, String... headers) {
        try (Socket socket = plain()) {
            return exchange(socket, method, head(method, host, target, body, headers), body);
        } catch (IOException e) {
            throw new UncheckedIOException(host + target, e);
        }
    }

    /// The answer to a request that is sent as it stands.
    Answer raw(String text) {
        try (Socket socket = plain()) {
            Wire.write(socket.getOutputStream(), text);
            return Wire.answer("GET", socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /// The common name of the certificate that is shown for a server name.
    ///
    /// @param sni empty for a client that names none
    String certificateFor(String sni) {
        try (SSLSocket socket = tls(sni)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (IOException e) {
            throw new UncheckedIOException(sni, e);
        }
    }

    Socket plain() throws IOException {
        return connected(httpPort);
    }

    SSLSocket tls(String sni) throws IOException {
        Socket plain = connected(httpsPort);
        SSLSocket socket =
                (SSLSocket)
                        trustingAll()
                                .getSocketFactory()
                                .createSocket(plain, "127.0.0.1", httpsPort, true);
        SSLParameters parameters = socket.getSSLParameters();
        if (!sni.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(sni)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        Wire.write(socket.getOutputStream(), preface);
        return socket;
    }

    private static Answer exchange(Socket socket, String method, String head, String body)
            throws IOException {
        Wire.write(socket.getOutputStream(), head);
        try {
            Wire.write(socket.getOutputStream(), body);
        } catch (IOException _) {
            // A server that has answered already need not read on.
        }
        return Wire.answer(method, socket.getInputStream());
    }

    private static String head(
            String method, String host, String target, String body, String... headers) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\nConnection: close\r\n");
        if (!body.isEmpty()) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /// The tests look at certificates themselves.
    static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
