package dev.brama.realcluster;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Runs in the network namespace of the LAN: a request a line comes in, an answer a line goes out.
final class LanClientMain {
    private static final int TIMEOUT = 10_000;

    private LanClientMain() {}

    public static void main(String[] arguments) throws IOException {
        Gson gson = new Gson();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Answer answer;
            try {
                answer = send(gson.fromJson(line, Request.class));
            } catch (IOException | GeneralSecurityException e) {
                answer = Answer.failed(e);
            }
            System.out.println(gson.toJson(answer));
            System.out.flush();
        }
    }

    private static Answer send(Request request) throws IOException, GeneralSecurityException {
        URI url = URI.create(request.url());
        boolean tls = url.getScheme().equals("https");
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(request.address(), port), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            if (!tls) {
                return exchange(plain, request, "");
            }
            try (SSLSocket socket = secured(plain, url.getHost(), port)) {
                X509Certificate leaf =
                        (X509Certificate) socket.getSession().getPeerCertificates()[0];
                String encoded = Base64.getEncoder().encodeToString(leaf.getEncoded());
                return exchange(socket, request, encoded);
            }
        }
    }

    private static SSLSocket secured(Socket plain, String host, int port)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static Answer exchange(Socket socket, Request request, String certificate)
            throws IOException {
        URI url = URI.create(request.url());
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        StringBuilder head = new StringBuilder();
        head.append("%s %s%s HTTP/1.1\r\n".formatted(request.method(), path, query));
        head.append("Host: %s\r\n".formatted(request.host()));
        head.append("User-Agent: Go-http-client/1.1\r\nConnection: close\r\n");
        request.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        OutputStream out = socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(request.body().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return parsed(socket.getInputStream(), certificate);
    }

    private static Answer parsed(InputStream in, String certificate) throws IOException {
        byte[] all = in.readAllBytes();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer but: " + text);
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.substring(0, end).split("\r\n")));
        String[] first = lines.removeFirst().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            body = joined(body);
        }
        return new Answer(
                Integer.parseInt(first[1]),
                first[0],
                headers,
                new String(body, StandardCharsets.UTF_8),
                certificate,
                "");
    }

    private static byte[] joined(byte[] chunks) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (end < chunks.length && chunks[end] != '\r') {
                end++;
            }
            if (end == chunks.length) {
                throw new IOException("the last chunk is missing");
            }
            int size =
                    Integer.parseInt(
                            new String(chunks, at, end - at, StandardCharsets.ISO_8859_1), 16);
            if (size == 0) {
                return whole.toByteArray();
            }
            whole.write(chunks, end + 2, size);
            at = end + 2 + size + 2;
        }
    }

    /// Certificates are looked at by the tests.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
