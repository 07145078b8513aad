package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.FALLBACK;
import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.fixture.KeyedCertificate;
import dev.brama.fixture.KeyedCertificate.KeyForm;
import dev.brama.problem.Reason;
import dev.brama.proxy.Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsLookupTest {
    private static ClusterBuilder clusterOf(String host, String... tlsHosts) {
        return cluster(ingress("a").prefix(host, "/").tls("cert", tlsHosts));
    }

    /// The Secret whose certificate a host serves; `default` for the default one.
    private static String served(Compiled compiled, String host) {
        return compiled.host(host)
                .certificate()
                .map(id ->
                        compiled.config().certificates().stream()
                                .filter(certificate -> certificate.id().equals(id))
                                .map(Certificate::source)
                                .findFirst()
                                .orElseThrow())
                .orElse("default");
    }

    private static boolean redirects(Compiled compiled, String host) {
        return compiled.location(host, "/").httpsRedirect().isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyForm.class,
            names = {"PKCS1", "PKCS8", "SEC1", "EC_PKCS8", "ED25519"})
    void keyMayBeWrittenInAnyUsualForm(KeyForm form) {
        KeyedCertificate pair = KeyedCertificate.of(form, "a.com");
        Compiled compiled = clusterOf("a.com", "a.com").tlsSecret("cert", pair).compile();
        assertThat(compiled.problems()).isEmpty();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/cert");
    }

    @Test
    void keyMayFollowItsParameters() {
        KeyedCertificate pair = KeyedCertificate.of(KeyForm.SEC1, "a.com");
        String parameters =
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Compiled compiled =
                clusterOf("a.com", "a.com")
                        .tlsSecret(
                                "cert",
                                new KeyedCertificate(
                                        "subject=a-b\n" + pair.chainPem(),
                                        parameters + pair.keyPem()))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/cert");
    }

    @ParameterizedTest
    @CsvSource({
        "a.com, a.com, true",
        "a.com, A.com, true",
        "shop.a.com, *.a.com, true",
        "x.shop.a.com, *.a.com, false",
        "a.com, *.a.com, false",
        "*.a.com, *.a.com, true",
        "*.a.com, x.a.com, false",
        "b.com, a.com, false"
    })
    void certificateMustCoverItsHost(String host, String name, boolean covers) {
        Compiled compiled =
                clusterOf(host, host).tlsSecret("cert", KeyedCertificate.of(name)).compile();
        assertThat(served(compiled, host)).isEqualTo(covers ? "shop/cert" : "default");
        assertThat(compiled.problems(Reason.CERTIFICATE_MISMATCH)).hasSize(covers ? 0 : 1);
        assertThat(redirects(compiled, host)).isTrue();
    }

    @Test
    void certificateThatNamesItsHostInTheSubjectOnlyCoversIt() {
        Compiled compiled =
                clusterOf("a.com", "a.com")
                        .tlsSecret("cert", KeyedCertificate.ofCommonName("A.com"))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/cert");
    }

    @Test
    void entryThatListsTheHostWinsOverOneWhoseCertificateCoversIt() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .prefix("a.com", "/")
                                        .tls("other", "b.com")
                                        .tls("cert", "A.COM"))
                        .tlsSecret("other", KeyedCertificate.of("a.com", "b.com"))
                        .tlsSecret("cert", KeyedCertificate.of("a.com"))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/cert");
    }

    @Test
    void hostThatNoEntryListsTakesTheFirstCertificateThatCoversIt() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .prefix("a.com", "/")
                                        .tls("none", "b.com")
                                        .tls("wild", "*.com")
                                        .tls("cert", "c.com"))
                        .tlsSecret("none", KeyedCertificate.of("b.com"))
                        .tlsSecret("wild", KeyedCertificate.of("*.com"))
                        .tlsSecret("cert", KeyedCertificate.of("a.com"))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/wild");
    }

    @Test
    void oldestIngressWithTlsDecidesAlone() {
        Compiled compiled =
                cluster(
                                ingress("plain").created(1).prefix("a.com", "/x"),
                                ingress("old").created(2).prefix("a.com", "/").tls("gone", "a.com"),
                                ingress("young")
                                        .created(3)
                                        .prefix("a.com", "/y")
                                        .tls("cert", "a.com"))
                        .tlsSecret("cert", KeyedCertificate.of("a.com"))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("default");
        assertThat(redirects(compiled, "a.com")).isTrue();
        assertThat(compiled.config().certificates()).containsExactly(FALLBACK);
    }

    @Test
    void missingSecretServesTheDefaultCertificateAndStillRedirects() {
        Compiled compiled = clusterOf("a.com", "a.com").compile();
        assertThat(served(compiled, "a.com")).isEqualTo("default");
        assertThat(redirects(compiled, "a.com")).isTrue();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a MissingReference");
        assertThat(compiled.problems().getFirst().field()).isEqualTo("spec.tls[0].secretName");
    }

    @Test
    void entryWithoutSecretMeansTheDefaultCertificate() {
        Compiled compiled = cluster(ingress("a").prefix("a.com", "/").tls("", "a.com")).compile();
        assertThat(served(compiled, "a.com")).isEqualTo("default");
        assertThat(redirects(compiled, "a.com")).isTrue();
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void hostWithoutTlsDoesNotRedirect() {
        Compiled compiled = cluster(ingress("a").prefix("a.com", "/")).compile();
        assertThat(redirects(compiled, "a.com")).isFalse();
    }

    @Test
    void secretOfAnotherNamespaceIsOutOfReach() {
        KeyedCertificate pair = KeyedCertificate.of("a.com");
        Compiled compiled =
                cluster(ingress("a").prefix("a.com", "/").tls("other/cert", "a.com"))
                        .secret(
                                "other",
                                "cert",
                                "tls.crt",
                                pair.chainPem(),
                                "tls.key",
                                pair.keyPem())
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("default");
    }

    @Test
    void wildcardSiblingLendsItsCertificate() {
        Compiled compiled =
                cluster(
                                ingress("wild").prefix("*.a.com", "/").tls("cert", "*.a.com"),
                                ingress("one").prefix("one.a.com", "/"),
                                ingress("deep").prefix("x.one.a.com", "/"))
                        .tlsSecret("cert", KeyedCertificate.of("*.a.com"))
                        .compile();
        assertThat(served(compiled, "one.a.com")).isEqualTo("shop/cert");
        assertThat(redirects(compiled, "one.a.com")).isTrue();
        assertThat(served(compiled, "x.one.a.com")).isEqualTo("default");
        assertThat(redirects(compiled, "x.one.a.com")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-30, -1, true, 1", "1, 30, true, 1", "-30, 9, false, 1", "-30, 11, false, 0"})
    void certificateOutOfItsTimeIsServedAndTold(int from, int to, boolean isError, int problems) {
        Compiled compiled =
                clusterOf("a.com", "a.com")
                        .tlsSecret("cert", KeyedCertificate.valid(from, to, "a.com"))
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("shop/cert");
        assertThat(compiled.problems(Reason.EXPIRED_CERTIFICATE))
                .hasSize(problems)
                .allMatch(problem -> problem.isError() == isError)
                .allMatch(problem -> problem.object().toString().equals("Secret shop/cert"));
    }

    private static void assertUnusable(String chainPem, String keyPem, String word) {
        Compiled compiled =
                clusterOf("a.com", "a.com")
                        .secret("shop", "cert", "tls.crt", chainPem, "tls.key", keyPem)
                        .compile();
        assertThat(served(compiled, "a.com")).isEqualTo("default");
        assertThat(redirects(compiled, "a.com")).isTrue();
        assertThat(compiled.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object().toString()).isEqualTo("Secret shop/cert");
                    assertThat(problem.reason()).isEqualTo(Reason.INVALID_CERTIFICATE);
                    assertThat(problem.message()).contains(word);
                });
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        assertUnusable(
                KeyedCertificate.of("a.com").chainPem(),
                KeyedCertificate.ofOtherKey("a.com").keyPem(),
                "do not belong together");
        assertUnusable(
                KeyedCertificate.of("a.com").chainPem(),
                KeyedCertificate.of(KeyForm.PKCS1, "a.com").keyPem(),
                "do not belong together");
    }

    @Test
    void chainInTheWrongOrderIsToldAsSuch() {
        KeyedCertificate pair = KeyedCertificate.of("a.com");
        assertUnusable(
                KeyedCertificate.ofOtherKey("ca").chainPem() + pair.chainPem(),
                pair.keyPem(),
                "wrong order");
    }

    @Test
    void chainIsServedWhole() {
        KeyedCertificate pair = KeyedCertificate.of("a.com");
        String issuer = KeyedCertificate.ofOtherKey("ca").chainPem();
        Compiled compiled =
                clusterOf("a.com", "a.com")
                        .tlsSecret(
                                "cert",
                                new KeyedCertificate(pair.chainPem() + issuer, pair.keyPem()))
                        .compile();
        assertThat(compiled.config().certificates())
                .filteredOn(certificate -> certificate.source().equals("shop/cert"))
                .singleElement()
                .satisfies(certificate ->
                        assertThat(certificate.chainPem().split("BEGIN CERTIFICATE")).hasSize(3));
    }

    @Test
    void encryptedKeyIsRefused() {
        KeyedCertificate pair = KeyedCertificate.of(KeyForm.ENCRYPTED_PKCS8, "a.com");
        assertUnusable(pair.chainPem(), pair.keyPem(), "without a usable private key");
    }

    @Test
    void smallRsaKeyIsRefused() {
        KeyedCertificate pair = KeyedCertificate.ofSmallRsaKey("a.com");
        assertUnusable(pair.chainPem(), pair.keyPem(), "2048");
    }

    @Test
    void missingKeysOfTheSecretAreNamed() {
        Compiled compiled =
                clusterOf("a.com", "a.com").secret("shop", "cert", "tls.crt", "x").compile();
        assertThat(compiled.problems().getFirst().message()).contains("without the key tls.key");
        compiled = clusterOf("a.com", "a.com").secret("shop", "cert", "ca.crt", "x").compile();
        assertThat(compiled.problems().getFirst().message()).contains("without the key tls.crt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB"
            })
    void garbageForACertificateIsRefused(String chain) {
        assertUnusable(chain, KeyedCertificate.of("a.com").keyPem(), "ertificate");
    }

    // Each of these makes the reader of PEM throw something else.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "-----BEGIN PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nMAMCAQA=\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n",
                "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n"
            })
    void garbageForAKeyIsRefused(String key) {
        assertUnusable(KeyedCertificate.of("a.com").chainPem(), key, "private key");
    }

    @Test
    void defaultCertificateMayComeFromASecret() {
        IngressOptions d = IngressOptions.DEFAULTS;
        IngressOptions options =
                new IngressOptions(
                        d.configMap(),
                        Optional.of(new NamespacedName("shop", "cert")),
                        d.defaultBackend(),
                        d.ingressClass(),
                        d.controllerClass(),
                        d.classSelection(),
                        d.annotationsPrefix());
        Compiled compiled =
                cluster()
                        .tlsSecret("cert", KeyedCertificate.of("*.example.com"))
                        .options(options)
                        .compile();
        assertThat(compiled.config().certificates())
                .extracting(Certificate::source)
                .containsExactly("shop/cert");
        assertThat(compiled.config().http().tls().defaultCertificate())
                .isEqualTo(compiled.config().certificates().getFirst().id());

        Compiled without = cluster().options(options).compile();
        assertThat(without.config().certificates()).containsExactly(FALLBACK);
        assertThat(without.complaints()).containsExactly("Secret shop/cert MissingReference");
    }

    @Test
    void changedSecretIsReadAgain() {
        IngressCompiler compiler = new IngressCompiler(IngressOptions.DEFAULTS);
        var around =
                new Surroundings(
                        ClusterBuilder.NOW, ClusterBuilder.capabilities(), FALLBACK, LastGood.NONE);
        var before =
                clusterOf("a.com", "a.com").secret("shop", "cert", "tls.crt", "", "tls.key", "");
        assertThat(compiler.compile(before.state(), around).problems()).hasSize(1);
        var after = clusterOf("a.com", "a.com").tlsSecret("cert", KeyedCertificate.of("a.com"));
        assertThat(compiler.compile(after.state(), around).problems()).isEmpty();
        assertThat(compiler.compile(before.state(), around).problems()).hasSize(1);
    }

    @Test
    void secretThatBecomesInvalidKeepsItsLastGoodCertificateUntilItIsDeleted() {
        KeyedCertificate keys = KeyedCertificate.of("a.com");
        var good = clusterOf("a.com", "a.com").tlsSecret("cert", keys);
        var bad = clusterOf("a.com", "a.com").secret("shop", "cert", "tls.crt", "", "tls.key", "");
        Compilation first = compile(good, LastGood.NONE);
        Compilation second = compile(bad, first.lastGood());
        assertThat(second.config()).isEqualTo(first.config());
        assertThat(second.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.INVALID_CERTIFICATE);
                    assertThat(problem.message()).contains("the last good one is served");
                });
        // And on, however often it is looked at.
        Compilation third = compile(bad, second.lastGood());
        assertThat(third.config()).isEqualTo(first.config());

        Compilation deleted = compile(clusterOf("a.com", "a.com"), third.lastGood());
        assertThat(deleted.config().certificates()).containsExactly(FALLBACK);
        assertThat(compile(bad, deleted.lastGood()).config().certificates())
                .containsExactly(FALLBACK);
    }

    private static Compilation compile(ClusterBuilder cluster, LastGood lastGood) {
        return new IngressCompiler(IngressOptions.DEFAULTS)
                .compile(
                        cluster.state(),
                        new Surroundings(
                                ClusterBuilder.NOW,
                                ClusterBuilder.capabilities(),
                                FALLBACK,
                                lastGood));
    }
}
