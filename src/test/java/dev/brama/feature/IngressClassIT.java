package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The feature ingress_class of the public conformance suite.
class IngressClassIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.ingress("foreign")
                        .ofClass("some-invalid-class-name")
                        .prefix("foreign.test", "/", "web"),
                Yaml.ingress("ours").prefix("ours.test", "/", "web"));
    }

    @Test
    void anIngressOfAnotherClassIsNotServed() {
        assertThat(get("foreign.test", "/").status()).isEqualTo(404);
        assertThat(get("ours.test", "/").status()).isEqualTo(200);
    }

    @Test
    void anIngressThatLosesItsClassIsServedNoLonger() {
        served.put("leaving.yaml", Yaml.ingress("leaving").prefix("leaving.test", "/", "web"));
        assertThat(get("leaving.test", "/").status()).isEqualTo(200);
        served.put(
                "leaving.yaml",
                Yaml.ingress("leaving").ofClass("other").prefix("leaving.test", "/", "web"));
        assertThat(get("leaving.test", "/").status()).isEqualTo(404);
    }
}
