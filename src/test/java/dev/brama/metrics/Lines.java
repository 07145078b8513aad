package dev.brama.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Lines as nginx writes them.
final class Lines {
    private static final List<String> USUAL =
            List.of(
                    "shop.test",
                    "200",
                    "GET",
                    "/cart",
                    "web",
                    "cart",
                    "cart-svc",
                    "-",
                    "shop.test",
                    "97",
                    "0.012",
                    "1200",
                    "0.001",
                    "0.010",
                    "0.012");

    private Lines() {}

    /// A usual line with other fields: numbers and texts, one after the other.
    static byte[] with(Object... changes) {
        String[] fields = USUAL.toArray(String[]::new);
        for (int i = 0; i < changes.length; i += 2) {
            fields[(int) changes[i]] = changes[i + 1].toString();
        }
        return of(String.join("\t", fields));
    }

    /// A line with this text.
    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A line of another Ingress of the namespace `web`.
    static byte[] ofIngress(String name) {
        return with(AccessLine.INGRESS, name);
    }

    static void take(RequestMetrics metrics, byte[]... lines) {
        Arrays.stream(lines).forEach(line -> metrics.take(line, 0, line.length));
        metrics.publish();
    }
}
