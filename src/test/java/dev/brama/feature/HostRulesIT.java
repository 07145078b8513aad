package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The feature host_rules of the public conformance suite.
class HostRulesIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("foo-bar-com", echo("foo-bar-com")),
                Yaml.service("wildcard-foo-com", echo("wildcard-foo-com")),
                Yaml.tls("conformance-tls", Issued.of("conformance", "foo.bar.com")),
                Yaml.ingress("host-rules")
                        .tls("conformance-tls", "foo.bar.com")
                        .prefix("*.foo.com", "/", "wildcard-foo-com")
                        .prefix("foo.bar.com", "/", "foo-bar-com"));
    }

    @Test
    void aHostWithACertificateAnswersOverTls() {
        Answer answer = getTls("foo.bar.com", "/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isEqualTo("foo-bar-com");
        assertThat(answer.sentOn("Host")).containsExactly("foo.bar.com");
        assertThat(served.client().certificateFor("foo.bar.com")).isEqualTo("CN=conformance");
    }

    @Test
    void itIsRedirectedToTls() {
        Answer answer = get("foo.bar.com", "/");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).isEqualTo("https://foo.bar.com");
    }

    @Test
    void aWildcardAnswersForOneLabel() {
        // Its Ingress asks for TLS, so it is redirected too, and shown the default certificate.
        assertThat(get("bar.foo.com", "/").header("Location")).isEqualTo("https://bar.foo.com");
        Answer answer = getTls("bar.foo.com", "/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isEqualTo("wildcard-foo-com");
        assertThat(answer.sentOn("Host")).containsExactly("bar.foo.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subdomain.bar.com", "baz.bar.foo.com", "foo.com"})
    void otherHostsAreNotFound(String host) {
        assertThat(get(host, "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAR.foo.COM", "bar.foo.com:8080", "bar.foo.com."})
    void caseAndPortAndLastDotOfTheHostDoNotCount(String host) {
        assertThat(get(host, "/").header("Location")).isEqualTo("https://bar.foo.com");
    }
}
