package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.problem.Reason;
import dev.brama.proxy.HttpOptions;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpOptionsReaderTest {
    private static HttpOptions http(String... config) {
        ClusterBuilder cluster = cluster();
        for (int i = 0; i < config.length; i += 2) {
            cluster.config(config[i], config[i + 1]);
        }
        return cluster.compile().config().http();
    }

    @Test
    void hstsIsThatOfIngressNginxByDefault() {
        assertThat(http().headers().hsts().orElseThrow().value())
                .isEqualTo("max-age=31536000; includeSubDomains");
    }

    @Test
    void hstsIsPutTogetherOfItsKeys() {
        assertThat(
                        http(
                                        "hsts-max-age", "60",
                                        "hsts-include-subdomains", "false",
                                        "hsts-preload", "true")
                                .headers()
                                .hsts()
                                .orElseThrow()
                                .value())
                .isEqualTo("max-age=60; preload");
        assertThat(http("hsts", "false").headers().hsts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "use-forwarded-headers, true",
        "use-proxy-protocol, true",
        "enable-real-ip, true",
        "compute-full-forwarded-for, false"
    })
    void clientAddressIsTakenFromAHeaderWhereAnyTrustAsksForIt(String key, boolean realIp) {
        assertThat(http(key, "true").identity().realIp()).isEqualTo(realIp);
    }

    @Test
    void forwardedForIsAppendedToForTrustedHeadersOnly() {
        assertThat(http("compute-full-forwarded-for", "true").identity().appendForwardedFor())
                .isFalse();
        assertThat(
                        http("compute-full-forwarded-for", "true", "use-forwarded-headers", "true")
                                .identity()
                                .appendForwardedFor())
                .isTrue();
    }

    @Test
    void nginxWithoutTheModuleTakesNoAddressFromHeadersAndSaysSo() {
        var bare = new Capabilities(new NginxVersion(1, 22, 1), new TreeSet<>(), new TreeMap<>());
        var compilation =
                new IngressCompiler(IngressOptions.DEFAULTS)
                        .compile(
                                cluster().config("enable-real-ip", "true").state(),
                                new Surroundings(
                                        ClusterBuilder.NOW,
                                        bare,
                                        ClusterBuilder.FALLBACK,
                                        LastGood.NONE));
        assertThat(compilation.config().http().identity().realIp()).isFalse();
        assertThat(compilation.config().http().tls().http2()).isFalse();
        assertThat(compilation.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.reason()).isEqualTo(Reason.MISSING_CAPABILITY));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, default",
        "true, false, json",
        "false, true, none",
        "true, true, json"
    })
    void logIsEscapedAsAsked(String json, String none, String escape) {
        assertThat(
                        http("log-format-escape-json", json, "log-format-escape-none", none)
                                .log()
                                .escape()
                                .value())
                .isEqualTo(escape);
    }

    @Test
    void urlsThatAreNotLoggedAreTextsOrExpressions() {
        assertThat(http("skip-access-log-urls", "/health, ~^/metrics").log().skipped())
                .extracting(url -> url.getClass().getSimpleName())
                .containsExactly("ThisUrl", "UrlsMatching");
    }

    @Test
    void sizesOfBuffersThatNginxWouldRefuseFallBackAndHarmNoIngress() {
        Compiled compiled =
                cluster(ingress("a").prefix("a.com", "/"))
                        .config("proxy-busy-buffers-size", "1k")
                        .compile();
        assertThat(compiled.config().http().defaults().options().buffers().busy()).isEmpty();
        assertThat(compiled.action("a.com", "/")).isEqualTo("shop/web:80");
        assertThat(compiled.complaints())
                .contains("ConfigMap ingress-nginx/ingress-nginx-controller InvalidSetting");
    }

    @Test
    void workersAreNeverWithoutConnections() {
        assertThat(http("max-worker-connections", "0").workers().connections()).isEqualTo(16_384);
        assertThat(
                        http("max-worker-connections", "0", "max-worker-open-files", "1000")
                                .workers()
                                .connections())
                .isEqualTo(750);
    }
}
