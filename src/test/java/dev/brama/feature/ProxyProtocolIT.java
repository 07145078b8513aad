package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Clients that come through a load balancer that speaks the PROXY protocol.
class ProxyProtocolIT extends Feature {
    private static final String TO_HTTP = "PROXY TCP4 203.0.113.7 192.0.2.1 51000 80\r\n";
    private static final String TO_HTTPS = "PROXY TCP4 203.0.113.7 192.0.2.1 51000 443\r\n";

    @Override
    Served serve(Path nginx) {
        Served started =
                Served.by(
                        nginx,
                        Yaml.service("web", echo("web")),
                        Yaml.tls("tls", Issued.of("tls", "tls.test")),
                        Yaml.ingress("plain").prefix("plain.test", "/", "web"),
                        Yaml.ingress("tls").tls("tls", "tls.test").prefix("tls.test", "/", "web"));
        started.preface(TO_HTTP);
        started.put("settings.yaml", Yaml.settings("use-proxy-protocol", "true"));
        return started;
    }

    @Test
    void theClientIsWhomTheBalancerNames() {
        served.preface(TO_HTTP);
        Answer answer = get("plain.test", "/", "X-Forwarded-For", "198.51.100.9");
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("203.0.113.7");
        assertThat(answer.sentOn("X-Forwarded-For")).containsExactly("203.0.113.7");
        assertThat(answer.sentOn("X-Forwarded-Port")).containsExactly("80");
        assertThat(answer.sentOn("X-Forwarded-Proto")).containsExactly("http");
    }

    @Test
    void tlsComesBehindItToo() {
        served.preface(TO_HTTPS);
        Answer answer = getTls("tls.test", "/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("203.0.113.7");
        assertThat(answer.sentOn("X-Forwarded-Port")).containsExactly("443");
        assertThat(answer.sentOn("X-Forwarded-Proto")).containsExactly("https");
        assertThat(served.client().certificateFor("tls.test")).isEqualTo("CN=tls");
    }

    @Test
    void aBalancerThatEndsTlsItselfSendsNobodyInCircles() {
        served.preface(TO_HTTPS);
        assertThat(get("tls.test", "/").status()).isEqualTo(200);
        served.preface(TO_HTTP);
        assertThat(get("tls.test", "/").status()).isEqualTo(308);
    }
}
