package dev.brama.feature;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 as bytes, for clients and backends that must see and send exactly what they say.
final class Wire {
    private Wire() {}

    /// A start line and its headers.
    record Head(String start, List<Map.Entry<String, String>> headers) {
        String header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// @throws EOFException if the other side closes before the head has ended
    static Head head(InputStream in) throws IOException {
        String start = line(in);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.add(
                    Map.entry(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip()));
        }
        return new Head(start, headers);
    }

    /// The body of a request.
    static String body(Head head, InputStream in) throws IOException {
        if (head.header("transfer-encoding").equals("chunked")) {
            return chunked(in);
        }
        String length = head.header("content-length");
        return length.isEmpty() ? "" : text(in.readNBytes(Integer.parseInt(length)));
    }

    /// The answer to a request with this method.
    static Answer answer(String method, InputStream in) throws IOException {
        Head head = head(in);
        int status = Integer.parseInt(head.start().split(" ", 3)[1]);
        boolean empty = method.equals("HEAD") || status == 204 || status == 304;
        boolean lengthKnown =
                !head.header("transfer-encoding").isEmpty()
                        || !head.header("content-length").isEmpty();
        String body = empty ? "" : lengthKnown ? body(head, in) : text(in.readAllBytes());
        return new Answer(status, head.headers(), body);
    }

    private static String chunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.write(in.readNBytes(size));
            line(in);
        }
        line(in);
        return text(body.toByteArray());
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed after '" + text(line.toByteArray()) + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return text(line.toByteArray());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
