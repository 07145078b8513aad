package dev.brama.metrics;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The text that Prometheus scrapes.
public final class Exposition {
    private final String contentType;
    private final byte[] body;

    private Exposition(String contentType, byte[] body) {
        this.contentType = contentType;
        this.body = body;
    }

    /// What to say of the body.
    public String contentType() {
        return contentType;
    }

    /// How many bytes the body has.
    public int length() {
        return body.length;
    }

    /// Writes the body.
    public void writeTo(OutputStream out) throws IOException {
        out.write(body);
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The text in the form that is asked for.
    ///
    /// @param accept the header of that name; OpenMetrics only where it asks for it
    static Exposition of(MetricSnapshots snapshots, Optional<String> accept) {
        OpenMetricsTextFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
        try {
            return accept.filter(openMetrics::accepts).isPresent()
                    ? openMetrics(snapshots, openMetrics)
                    : prometheus(snapshots);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static Exposition openMetrics(
            MetricSnapshots snapshots, OpenMetricsTextFormatWriter writer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        writer.write(body, snapshots);
        return new Exposition(writer.getContentType(), body.toByteArray());
    }

    private static Exposition prometheus(MetricSnapshots snapshots) throws IOException {
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (MetricSnapshot snapshot : snapshots) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            writer.write(part, new MetricSnapshots(snapshot));
            byte[] text = part.toByteArray();
            if (snapshot instanceof UnknownSnapshot) {
                text = asCounter(text, snapshot.getMetadata().getPrometheusName());
            }
            body.write(new GoNumbers(text).rewritten());
        }
        return new Exposition(writer.getContentType(), body.toByteArray());
    }

    // All metrics of unknown type are counters whose names do not end as the library wants.
    private static byte[] asCounter(byte[] text, String name) {
        String type = "# TYPE " + name + " ";
        return new String(text, StandardCharsets.UTF_8)
                .replaceFirst("(?m)^" + type + "untyped$", type + "counter")
                .getBytes(StandardCharsets.UTF_8);
    }
}
