package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// A controller that is started again over the same state folder, with an nginx of its own.
class RestartIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.ingress("web").prefix("web.test", "/", "web"));
    }

    @Test
    void everythingIsServedAsBefore() throws Exception {
        X509Certificate before = shown();
        served.stopController();
        assertThat(served.master()).isEmpty();
        served.startController();
        served.settle();
        assertThat(get("web.test", "/").backend()).isEqualTo("web");
        assertThat(shown()).isEqualTo(before);
    }

    private X509Certificate shown() throws Exception {
        try (SSLSocket socket = served.client().tls("web.test")) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
