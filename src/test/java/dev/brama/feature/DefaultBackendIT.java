package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An Ingress with a default backend and no rules: the feature default_backend of the public
/// conformance suite.
class DefaultBackendIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("echo-service", echo("echo-service")),
                Yaml.ingress("default-backend").defaultBackend("echo-service"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, my-host, /",
        "GET, my-host, /sub-path",
        "POST, some-host, /",
        "PUT, 127.0.0.1, /resource",
        "DELETE, some-host, /resource",
        "PATCH, my-host, /resource"
    })
    void itAnswersWhateverNoRuleIsFor(String method, String host, String path) {
        Answer answer =
                served.client().send(method, host, path, "", "User-Agent", "Go-http-client/1.1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.echoed()).isEqualTo("echo-service " + method + " " + path);
        assertThat(answer.sentOn("User-Agent")).containsExactly("Go-http-client/1.1");
        assertThat(answer.headers())
                .extracting(header -> header.getKey())
                .contains("content-length", "content-type", "date", "server");
    }

    @Test
    void itAnswersOverTlsTooWithoutARedirect() {
        assertThat(getTls("my-host", "/").backend()).isEqualTo("echo-service");
        assertThat(get("my-host", "/").status()).isEqualTo(200);
    }
}
