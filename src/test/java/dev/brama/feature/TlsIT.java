package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIT extends Feature {
    private static final String FALLBACK = "CN=Kubernetes Ingress Controller Fake Certificate";

    @Override
    Served serve(Path nginx) {
        Backend strict =
                keep(
                        Backend.answering(_ ->
                                Backend.reply(
                                        200, "Strict-Transport-Security: max-age=1\r\n", "ok")));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("strict", strict),
                Yaml.tls("exact", Issued.of("exact", "exact.test", "dot.test")),
                Yaml.tls("wildcard", Issued.of("wildcard", "*.wild.test")),
                Yaml.tls("own", Issued.of("own", "own.wild.test")),
                Yaml.tls("foreign", Issued.of("foreign", "elsewhere.test")),
                Yaml.tls("ended", Issued.ended("ended", "ended.test")),
                Yaml.secret("broken", "tls.crt", "nonsense", "tls.key", "nonsense"),
                Yaml.secret(
                        "mixed",
                        "tls.crt",
                        Issued.of("mixed", "mixed.test").chainPem(),
                        "tls.key",
                        Issued.of("other", "mixed.test").keyPem()),
                Yaml.ingress("exact")
                        .tls("exact", "exact.test")
                        .prefix("exact.test", "/", "web")
                        .prefix("exact.test", "/.well-known/acme-challenge", "web"),
                Yaml.ingress("keeping")
                        .with("preserve-trailing-slash", "true")
                        .tls("exact", "dot.test")
                        .prefix("dot.test", "/", "web"),
                Yaml.ingress("wildcard")
                        .tls("wildcard", "*.wild.test")
                        .prefix("*.wild.test", "/", "web"),
                Yaml.ingress("own").tls("own", "own.wild.test").prefix("own.wild.test", "/", "web"),
                Yaml.ingress("foreign").tls("foreign", "mis.test").prefix("mis.test", "/", "web"),
                Yaml.ingress("ended").tls("ended", "ended.test").prefix("ended.test", "/", "web"),
                Yaml.ingress("broken")
                        .tls("broken", "broken.test")
                        .prefix("broken.test", "/", "web"),
                Yaml.ingress("mixed").tls("mixed", "mixed.test").prefix("mixed.test", "/", "web"),
                Yaml.ingress("missing")
                        .tls("missing", "missing.test")
                        .prefix("missing.test", "/", "web"),
                Yaml.ingress("open").prefix("open.test", "/", "strict"),
                Yaml.ingress("forced")
                        .with("force-ssl-redirect", "true")
                        .prefix("forced.test", "/", "web"),
                Yaml.ingress("refusing")
                        .with("ssl-redirect", "false")
                        .tls("exact", "exact.test")
                        .prefix("exact.test", "/free", "web"));
    }

    @ParameterizedTest
    @CsvSource({
        "exact.test, CN=exact",
        "EXACT.test, CN=exact",
        "a.wild.test, CN=wildcard",
        "own.wild.test, CN=own",
        "ended.test, CN=ended"
    })
    void theServerNamePicksTheCertificate(String name, String certificate) {
        assertThat(served.client().certificateFor(name)).isEqualTo(certificate);
        assertThat(getTls(name, "/").backend()).isEqualTo("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown.test", "a.b.wild.test", "wild.test", "open.test"})
    void otherNamesAreShownTheDefaultCertificate(String name) {
        assertThat(served.client().certificateFor(name)).startsWith(FALLBACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mis.test", "broken.test", "mixed.test", "missing.test"})
    void aHostWithoutAnUsableCertificateIsServedWithTheDefaultOne(String host) {
        assertThat(served.client().certificateFor(host)).startsWith(FALLBACK);
        assertThat(getTls(host, "/").backend()).isEqualTo("web");
        assertThat(get(host, "/").status()).isEqualTo(308);
    }

    @Test
    void aReplacedCertificateIsServedAfterTheChange() {
        Yaml.IngressYaml ingress =
                Yaml.ingress("turning")
                        .tls("turning", "turning.test")
                        .prefix("turning.test", "/", "web");
        for (String name : List.of("first", "second")) {
            served.put(
                    "turning.yaml", Yaml.tls("turning", Issued.of(name, "turning.test")), ingress);
            assertThat(served.client().certificateFor("turning.test")).isEqualTo("CN=" + name);
        }
        served.put("turning.yaml", ingress);
        assertThat(served.client().certificateFor("turning.test")).startsWith(FALLBACK);
        served.remove("turning.yaml");
        assertThat(getTls("turning.test", "/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "exact.test, /, https://exact.test",
        "exact.test, /a/, https://exact.test/a",
        "exact.test, /a?b=c, https://exact.test/a?b=c",
        "exact.test, /a%20b/%2F?x=%26, https://exact.test/a%20b/%2F?x=%26",
        "exact.test:8080, /a, https://exact.test/a",
        "dot.test, /a/, https://dot.test/a/",
        "dot.test, /, https://dot.test/",
        "forced.test, /a, https://forced.test/a"
    })
    void httpIsRedirectedToHttps(String host, String target, String location) {
        Answer answer = get(host, target);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "exact.test, /.well-known/acme-challenge/token",
        "exact.test, /free",
        "open.test, /"
    })
    void someRequestsAreNotRedirected(String host, String target) {
        assertThat(get(host, target).status()).isEqualTo(200);
    }

    @Test
    void strictTransportSecurityIsSaidOnHttpsOnlyInPlaceOfTheBackends() {
        assertThat(getTls("open.test", "/").headers("Strict-Transport-Security"))
                .containsExactly("max-age=31536000; includeSubDomains");
        assertThat(getTls("unknown.test", "/").headers("Strict-Transport-Security"))
                .containsExactly("max-age=31536000; includeSubDomains");
        assertThat(get("open.test", "/").headers("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void nobodyElseCanReadTheKeys() throws IOException {
        try (Stream<Path> files = Files.walk(served.state())) {
            List<Path> keys = files.filter(TlsIT::holdsAKey).toList();
            assertThat(keys)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(key ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(key)))
                                    .isEqualTo("rw-------"));
        }
    }

    private static boolean holdsAKey(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).contains("PRIVATE KEY");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
