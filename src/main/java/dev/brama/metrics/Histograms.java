package dev.brama.metrics;

import java.util.List;

/// All histograms over requests.
final class Histograms {
    // The first number of a series counts its requests.
    private static final int FIRST = 1;

    private final Figure requestTime;
    private final Figure responseTime;
    private final Figure headerTime;
    private final Figure connectTime;
    private final Figure requestSize;
    private final Figure responseSize;
    private final Figure bytesSent;

    Histograms(MetricsOptions options) {
        List<Double> times = options.timeBuckets();
        List<Double> lengths = options.lengthBuckets();
        requestTime =
                new Figure(
                        "request_duration_seconds",
                        "Time from the first byte of a request to the last of its response.",
                        1000,
                        times,
                        FIRST);
        responseTime =
                new Figure(
                        "response_duration_seconds",
                        "Time until the response of a backend was whole.",
                        1000,
                        times,
                        requestTime.end());
        headerTime =
                new Figure(
                        "header_duration_seconds",
                        "Time until the response of a backend began.",
                        1000,
                        times,
                        responseTime.end());
        connectTime =
                new Figure(
                        "connect_duration_seconds",
                        "Time until a connection to a backend stood.",
                        1000,
                        times,
                        headerTime.end());
        requestSize =
                new Figure(
                        "request_size",
                        "Bytes of a request: line, header and body.",
                        1,
                        lengths,
                        connectTime.end());
        responseSize =
                new Figure(
                        "response_size",
                        "Bytes of a response: status, header and body.",
                        1,
                        lengths,
                        requestSize.end());
        bytesSent =
                new Figure(
                        "bytes_sent",
                        "Bytes sent to a client (deprecated, see response_size).",
                        1,
                        options.sizeBuckets(),
                        responseSize.end());
    }

    List<Figure> all() {
        return List.of(
                requestTime,
                responseTime,
                headerTime,
                connectTime,
                requestSize,
                responseSize,
                bytesSent);
    }

    /// How many numbers a series has.
    int size() {
        return bytesSent.end();
    }

    Figure requestTime() {
        return requestTime;
    }

    Figure responseTime() {
        return responseTime;
    }

    Figure headerTime() {
        return headerTime;
    }

    Figure connectTime() {
        return connectTime;
    }

    Figure requestSize() {
        return requestSize;
    }

    Figure responseSize() {
        return responseSize;
    }

    Figure bytesSent() {
        return bytesSent;
    }
}
