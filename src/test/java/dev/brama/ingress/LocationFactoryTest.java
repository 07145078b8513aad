package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.proxy.Action;
import dev.brama.proxy.ErrorPages;
import dev.brama.proxy.Limits;
import dev.brama.proxy.Location;
import dev.brama.proxy.Location.HttpsRedirect;
import dev.brama.proxy.ProxyOptions;
import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.Expression;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationFactoryTest {
    private static IngressBuilder app(String... annotations) {
        IngressBuilder ingress = ingress("a").prefix("a.com", "/");
        for (int i = 0; i < annotations.length; i += 2) {
            ingress.annotation(annotations[i], annotations[i + 1]);
        }
        return ingress;
    }

    private static Location root(ClusterBuilder cluster) {
        return cluster.compile().location("a.com", "/");
    }

    private static Optional<HttpsRedirect> https(ClusterBuilder cluster) {
        return root(cluster).httpsRedirect();
    }

    private static IngressBuilder tls(String... annotations) {
        return app(annotations).tls("cert", "a.com");
    }

    private static ProxyOptions options(String... annotations) {
        return ((Action.ProxyTo) root(cluster(app(annotations))).action()).options();
    }

    @Test
    void redirectToHttpsIsThatOfIngressNginxByDefault() {
        assertThat(https(cluster(tls()))).contains(new HttpsRedirect(308, false, false));
    }

    @Test
    void annotationSwitchesTheRedirectOff() {
        assertThat(https(cluster(tls("ssl-redirect", "false")))).isEmpty();
    }

    @Test
    void configMapSwitchesTheRedirectOffAndAnAnnotationOnAgain() {
        assertThat(https(cluster(tls()).config("ssl-redirect", "false"))).isEmpty();
        assertThat(https(cluster(tls("ssl-redirect", "true")).config("ssl-redirect", "false")))
                .isPresent();
    }

    @Test
    void forceRedirectsWithoutCertificateToo() {
        assertThat(https(cluster(app("force-ssl-redirect", "true")))).isPresent();
        assertThat(https(cluster(app()).config("force-ssl-redirect", "true"))).isPresent();
        assertThat(https(cluster(app("ssl-redirect", "true")))).isEmpty();
    }

    @Test
    void forceWinsOverSslRedirectOff() {
        assertThat(https(cluster(app("force-ssl-redirect", "true", "ssl-redirect", "false"))))
                .isPresent();
    }

    @Test
    void pathsOfNoTlsRedirectLocationsAreNeverRedirected() {
        Compiled compiled =
                cluster(
                                app("force-ssl-redirect", "true")
                                        .prefix("a.com", "/.well-known/acme-challenge/token")
                                        .prefix("a.com", "/.well-known"))
                        .compile();
        assertThat(
                        compiled.location("a.com", "= /.well-known/acme-challenge/token")
                                .httpsRedirect())
                .isEmpty();
        assertThat(compiled.location("a.com", "/.well-known/").httpsRedirect()).isPresent();
        Compiled other =
                cluster(app("force-ssl-redirect", "true").prefix("a.com", "/open/x"))
                        .config("no-tls-redirect-locations", "/plain, /open")
                        .compile();
        assertThat(other.location("a.com", "/open/x/").httpsRedirect()).isEmpty();
    }

    @Test
    void formOfTheRedirectIsSetByAnnotationsAndConfigMap() {
        assertThat(
                        https(
                                cluster(
                                                tls(
                                                        "preserve-trailing-slash", "true",
                                                        "use-port-in-redirects", "true"))
                                        .config("http-redirect-code", "301")))
                .contains(new HttpsRedirect(301, true, true));
        assertThat(
                        https(
                                cluster(tls())
                                        .config("preserve-trailing-slash", "true")
                                        .config("use-port-in-redirects", "true")))
                .contains(new HttpsRedirect(308, true, true));
    }

    @ParameterizedTest
    @CsvSource({
        "permanent-redirect, permanent-redirect-code, '', 301",
        "permanent-redirect, permanent-redirect-code, 308, 308",
        "permanent-redirect, permanent-redirect-code, 300, 300",
        "permanent-redirect, permanent-redirect-code, 309, 301",
        "permanent-redirect, permanent-redirect-code, 299, 301",
        "permanent-redirect, permanent-redirect-code, -5, 301",
        "temporal-redirect, temporal-redirect-code, '', 302",
        "temporal-redirect, temporal-redirect-code, 307, 307",
        "temporal-redirect, temporal-redirect-code, 308, 302"
    })
    void redirectHasItsCodeOrTheUsualOne(String name, String codeName, String code, int expected) {
        Compiled compiled = cluster(app(name, "https://b.com/x", codeName, code)).compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo(expected + " https://b.com/x");
    }

    @Test
    void temporalRedirectWinsOverThePermanentOne() {
        assertThat(
                        cluster(
                                        app(
                                                "permanent-redirect", "https://p.com",
                                                "temporal-redirect", "https://t.com$request_uri"))
                                .compile()
                                .action("a.com", "/"))
                .isEqualTo("302 https://t.com$request_uri");
    }

    @Test
    void redirectNeedsNoService() {
        Compiled compiled =
                cluster(app("permanent-redirect", "https://b.com").to("gone").prefix("a.com", "/x"))
                        .compile();
        assertThat(compiled.action("a.com", "/x/")).isEqualTo("301 https://b.com");
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void appRootActsOnTheWholeHostWhateverPathCarriesIt() {
        Compiled compiled =
                cluster(
                                ingress("a").created(1).prefix("a.com", "/"),
                                ingress("b")
                                        .created(2)
                                        .annotation("app-root", "/start")
                                        .prefix("a.com", "/deep"),
                                ingress("c")
                                        .created(3)
                                        .annotation("app-root", "/late")
                                        .prefix("a.com", "/late"))
                        .compile();
        assertThat(compiled.host("a.com").appRoot()).contains(new Expression("/start"));
    }

    @Test
    void limitsOfAnIngressAreSharedByItsLocations() {
        Compiled compiled =
                cluster(
                                app(
                                                "limit-rps", "5",
                                                "limit-connections", "3",
                                                "limit-whitelist", "10.0.0.0/8")
                                        .prefix("b.com", "/"),
                                ingress("other").annotation("limit-rpm", "9").prefix("c.com", "/"))
                        .compile();
        Limits limits = compiled.location("a.com", "/").limits().orElseThrow();
        assertThat(limits.perSecond()).isEqualTo(5);
        assertThat(limits.perMinute()).isZero();
        assertThat(limits.connections()).isEqualTo(3);
        assertThat(limits.burstMultiplier()).isEqualTo(5);
        assertThat(limits.exempt()).containsExactly(new Cidr("10.0.0.0/8"));
        assertThat(compiled.location("b.com", "/").limits()).contains(limits);
        assertThat(compiled.location("c.com", "/").limits().orElseThrow().zone())
                .isNotEqualTo(limits.zone());
    }

    @Test
    void burstMultiplierAloneLimitsNothing() {
        assertThat(root(cluster(app("limit-burst-multiplier", "3", "limit-rps", "0"))).limits())
                .isEmpty();
    }

    private static ErrorPages errorPages(ClusterBuilder cluster) {
        return root(cluster).errorPages();
    }

    @Test
    void errorPagesAreMadeByTheDefaultBackendOfTheIngress() {
        ErrorPages pages =
                errorPages(
                        cluster(
                                        app(
                                                "custom-http-errors",
                                                "503, 404,404",
                                                "default-backend",
                                                "errs"))
                                .running("errs"));
        assertThat(pages.statuses()).containsExactly(404, 503);
        assertThat(pages.backend().orElseThrow().logName()).isEqualTo("shop-errs-80");
        assertThat(pages.interceptBackend()).isTrue();
    }

    @Test
    void backendsOwnErrorPagesMayBeLeftAlone() {
        assertThat(
                        errorPages(
                                        cluster(
                                                        app(
                                                                "custom-http-errors",
                                                                "404",
                                                                "default-backend",
                                                                "errs",
                                                                "disable-proxy-intercept-errors",
                                                                "true"))
                                                .running("errs"))
                                .interceptBackend())
                .isFalse();
    }

    @Test
    void annotationReplacesTheErrorsOfTheConfigMap() {
        assertThat(
                        errorPages(
                                        cluster(app("default-backend", "errs"))
                                                .config("custom-http-errors", "404,500")
                                                .running("errs"))
                                .statuses())
                .containsExactly(404, 500);
        assertThat(
                        errorPages(
                                        cluster(
                                                        app(
                                                                "custom-http-errors",
                                                                "418",
                                                                "default-backend",
                                                                "errs"))
                                                .config("custom-http-errors", "404,500")
                                                .running("errs"))
                                .statuses())
                .containsExactly(418);
    }

    @Test
    void errorsWithoutAnyDefaultBackendLeaveNginxsPagesAndWarn() {
        Compiled compiled = cluster(app("custom-http-errors", "404")).compile();
        assertThat(compiled.location("a.com", "/").errorPages()).isEqualTo(ErrorPages.NONE);
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a IneffectiveSetting");
        assertThat(compiled.problems().getFirst().isError()).isFalse();
    }

    @Test
    void defaultBackendAnswersForAServiceWithoutEndpoints() {
        Compiled compiled =
                cluster(app("default-backend", "errs").to("gone").prefix("a.com", "/x"))
                        .running("errs")
                        .compile();
        assertThat(compiled.action("a.com", "/x/")).isEqualTo("503");
        assertThat(compiled.location("a.com", "/x/").errorPages().statuses()).containsExactly(503);
        assertThat(compiled.location("a.com", "/").errorPages()).isEqualTo(ErrorPages.NONE);
    }

    @Test
    void missingDefaultBackendIsTold() {
        Compiled compiled =
                cluster(app("custom-http-errors", "404", "default-backend", "gone")).compile();
        assertThat(compiled.location("a.com", "/").errorPages()).isEqualTo(ErrorPages.NONE);
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a MissingReference");
    }

    // The location of an error page passes to an upstream block, which it would not have.
    @Test
    void nameOutsideTheClusterMakesNoErrorPages() {
        Compiled compiled =
                cluster(app("custom-http-errors", "404", "default-backend", "out"))
                        .external("out", "errors.example.com")
                        .compile();
        assertThat(compiled.location("a.com", "/").errorPages()).isEqualTo(ErrorPages.NONE);
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a IneffectiveSetting");
    }

    // nginx refuses `error_page 499`, and with it the whole configuration.
    @ParameterizedTest
    @CsvSource({"499", "399", "600", "'404,499'", "4xx"})
    void statusThatNginxHasNoPageForRefusesTheIngress(String statuses) {
        Compiled compiled =
                cluster(app("custom-http-errors", statuses, "default-backend", "web")).compile();
        assertThat(compiled.hosts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GRPC, GRPC", "grpcs, GRPCS", "https, HTTPS", "auto_http, AUTO_HTTP", "xyz, HTTP"})
    void backendProtocolIsReadInAnyCase(String word, BackendProtocol protocol) {
        assertThat(
                        ((Action.ProxyTo) root(cluster(app("backend-protocol", word))).action())
                                .protocol())
                .isEqualTo(protocol);
    }

    @Test
    void hostHeaderMayHoldVariables() {
        String name = "$service_name.$namespace.svc.cluster.local";
        assertThat(options("upstream-vhost", name).hostHeader()).contains(new Expression(name));
    }

    @Test
    void tuningOfAnIngressGoesOverTheConfigMap() {
        Location location =
                root(
                        cluster(app("proxy-read-timeout", "7", "proxy-body-size", "2G"))
                                .config("proxy-read-timeout", "100")
                                .config("proxy-send-timeout", "200")
                                .config("proxy-body-size", "3m"));
        ProxyOptions.Timeouts timeouts = ((Action.ProxyTo) location.action()).options().timeouts();
        assertThat(timeouts).isEqualTo(new ProxyOptions.Timeouts(5, 200, 7));
        assertThat(location.body().maxSize().bytes()).isEqualTo(2L << 30);
    }

    @ParameterizedTest
    @CsvSource({
        "8k, 4, 9k, true",
        "8k, 4, 24k, true",
        "8k, 4, 25k, false",
        "8k, 4, 7k, false",
        "0, 4, 8k, false",
        "2000m, 4, 2000m, false"
    })
    void sizesOfBuffersThatNginxWouldRefuseAreNotTaken(
            String size, String number, String busy, boolean fits) {
        Compiled compiled =
                cluster(
                                app(
                                        "proxy-buffer-size", size,
                                        "proxy-buffers-number", number,
                                        "proxy-busy-buffers-size", busy))
                        .compile();
        var buffers =
                ((Action.ProxyTo) compiled.location("a.com", "/").action()).options().buffers();
        assertThat(buffers.size().token()).isEqualTo(fits ? size : "4k");
        assertThat(compiled.problems()).hasSize(fits ? 0 : 1);
    }

    // nginx's own default for busy buffers is two, which leaves none of two free.
    @Test
    void twoBuffersLeaveOneFree() {
        assertThat(options("proxy-buffers-number", "1").buffers().number()).isEqualTo(2);
        assertThat(options("proxy-buffers-number", "2").buffers().busy().orElseThrow().token())
                .isEqualTo("4k");
        assertThat(options("proxy-buffers-number", "3").buffers().busy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "off, http://b, Keep",
        "http://a, off, Keep",
        "http://a, '', Keep",
        "default, http://b, NginxDefault",
        "http://a, http://b, Replace"
    })
    void locationHeaderIsReplacedWhereBothPartsAreSet(String from, String to, String kind) {
        assertThat(
                        options("proxy-redirect-from", from, "proxy-redirect-to", to)
                                .rewrites()
                                .location()
                                .getClass()
                                .getSimpleName())
                .isEqualTo(kind);
    }

    @Test
    void cookiesAreRewrittenByTwoWords() {
        var rewrites =
                options("proxy-cookie-domain", "a.com  b.com", "proxy-cookie-path", "/one /two?x=1")
                        .rewrites();
        assertThat(rewrites.cookieDomain().orElseThrow().to().value()).isEqualTo("b.com");
        assertThat(rewrites.cookiePath().orElseThrow().to().value()).isEqualTo("/two?x=1");
        assertThat(options("proxy-cookie-path", "off").rewrites().cookiePath()).isEmpty();
    }

    @Test
    void retriesOfOtherMethodsAreAddedByTheConfigMap() {
        var location =
                root(
                        cluster(app("proxy-next-upstream", "error http_502"))
                                .config("retry-non-idempotent", "true"));
        assertThat(((Action.ProxyTo) location.action()).options().nextUpstream().conditions())
                .extracting(word -> word.value())
                .containsExactly("error", "http_502", "non_idempotent");
    }
}
