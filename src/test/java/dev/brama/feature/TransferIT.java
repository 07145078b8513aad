package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Timeouts, sizes and buffers.
class TransferIT extends Feature {
    @Override
    Served serve(Path nginx) {
        Backend silent = keep(Backend.running((_, in, _) -> in.read()));
        Backend wordy =
                keep(
                        Backend.answering(_ ->
                                Backend.reply(
                                        200, "X-Long: " + "x".repeat(10_000) + "\r\n", "wordy")));
        Backend large = keep(Backend.answering(_ -> Backend.reply(200, "", "y".repeat(3_000_000))));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("silent", silent),
                Yaml.service("wordy", wordy),
                Yaml.service("large", large),
                Yaml.ingress("silent")
                        .with("proxy-read-timeout", "1")
                        .prefix("silent.test", "/", "silent"),
                Yaml.ingress("usual").prefix("usual.test", "/", "web"),
                Yaml.ingress("small")
                        .with("proxy-body-size", "1k")
                        .prefix("small.test", "/", "web"),
                Yaml.ingress("unlimited")
                        .with("proxy-body-size", "0")
                        .with("client-body-buffer-size", "1m")
                        .prefix("unlimited.test", "/", "web"),
                Yaml.ingress("wordy").prefix("wordy.test", "/", "wordy"),
                Yaml.ingress("roomy")
                        .with("proxy-buffer-size", "16k")
                        .with("proxy-buffers-number", "8")
                        .prefix("roomy.test", "/", "wordy"),
                Yaml.ingress("large").prefix("large.test", "/", "large"),
                Yaml.ingress("buffered")
                        .with("proxy-buffering", "on")
                        .with("proxy-request-buffering", "off")
                        .with("proxy-max-temp-file-size", "1m")
                        .with("proxy-busy-buffers-size", "8k")
                        .with("proxy-connect-timeout", "3")
                        .with("proxy-send-timeout", "3")
                        .with("proxy-http-version", "1.0")
                        .prefix("buffered.test", "/", "large"));
    }

    @Test
    void aBackendThatSaysNothingEndsIn504() {
        assertThat(get("silent.test", "/").status()).isEqualTo(504);
    }

    @ParameterizedTest
    @CsvSource({
        "small.test, 1000, 200",
        "small.test, 1100, 413",
        "usual.test, 1000000, 200",
        "usual.test, 1100000, 413",
        "unlimited.test, 3000000, 200"
    })
    void bodiesMayBeAsLargeAsTheIngressAllows(String host, int size, int status) {
        Answer answer = served.client().send("POST", host, "/", "x".repeat(size));
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void longHeadersNeedALargerBuffer() {
        assertThat(get("wordy.test", "/").status()).isEqualTo(502);
        assertThat(get("roomy.test", "/").body()).isEqualTo("wordy");
    }

    @ParameterizedTest
    @CsvSource({"large.test", "buffered.test"})
    void largeResponsesArriveWhole(String host) {
        assertThat(get(host, "/").body()).hasSize(3_000_000);
    }
}
