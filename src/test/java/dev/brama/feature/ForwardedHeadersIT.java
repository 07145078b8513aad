package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Clients that come through a proxy whose word counts.
class ForwardedHeadersIT extends Feature {
    private static final String[] FROM_A_PROXY = {
        "X-Forwarded-For", "198.51.100.9",
        "X-Forwarded-Host", "front.test, middle.test",
        "X-Forwarded-Proto", "https",
        "X-Forwarded-Port", "8443"
    };

    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.tls("tls", Issued.of("tls", "tls.test")),
                Yaml.ingress("plain").prefix("plain.test", "/", "web"),
                Yaml.ingress("tls").tls("tls", "tls.test").prefix("tls.test", "/", "web"),
                Yaml.ingress("guarded")
                        .with("whitelist-source-range", "198.51.100.0/24")
                        .prefix("guarded.test", "/", "web"),
                Yaml.settings("use-forwarded-headers", "true"));
    }

    @Test
    void theProxysWordIsSentOn() {
        Answer answer = get("plain.test", "/", FROM_A_PROXY);
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("198.51.100.9");
        assertThat(answer.sentOn("X-Forwarded-For")).containsExactly("198.51.100.9");
        assertThat(answer.sentOn("X-Forwarded-Proto")).containsExactly("https");
        assertThat(answer.sentOn("X-Forwarded-Port")).containsExactly("8443");
        assertThat(answer.sentOn("X-Forwarded-Host")).containsExactly("front.test, middle.test");
        assertThat(answer.sentOn("X-Original-Forwarded-For")).containsExactly("198.51.100.9");
    }

    @Test
    void withoutAProxyNginxsOwnWordIs() {
        Answer answer = get("plain.test", "/");
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("127.0.0.1");
        assertThat(answer.sentOn("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(answer.sentOn("X-Forwarded-Proto")).containsExactly("http");
        assertThat(answer.sentOn("X-Forwarded-Host")).containsExactly("plain.test");
    }

    @Test
    void theSchemeDecidesOnTheRedirectAndTheFirstHostIsItsTarget() {
        assertThat(get("tls.test", "/", FROM_A_PROXY).status()).isEqualTo(200);
        Answer answer = get("tls.test", "/a/", "X-Forwarded-Host", "front.test:81, middle.test");
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).isEqualTo("https://front.test/a");
    }

    @Test
    void addressListsLookAtTheClientBehindTheProxy() {
        assertThat(get("guarded.test", "/", FROM_A_PROXY).status()).isEqualTo(200);
        assertThat(get("guarded.test", "/").status()).isEqualTo(403);
        assertThat(get("guarded.test", "/", "X-Forwarded-For", "192.0.2.1").status())
                .isEqualTo(403);
    }

    @Test
    void onlyTrustedProxiesTellTheAddressAndTheListOfThemCanBeMadeWhole() {
        served.put(
                "settings.yaml",
                Yaml.settings(
                        "use-forwarded-headers",
                        "true",
                        "compute-full-forwarded-for",
                        "true",
                        "proxy-real-ip-cidr",
                        "192.0.2.0/24"));
        Answer answer = get("plain.test", "/", FROM_A_PROXY);
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("127.0.0.1");
        assertThat(answer.sentOn("X-Forwarded-For")).containsExactly("198.51.100.9, 127.0.0.1");
        assertThat(get("plain.test", "/").sentOn("X-Forwarded-For")).containsExactly("127.0.0.1");
        served.remove("settings.yaml");
    }
}
