package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Reason;
import dev.brama.proxy.ProxyConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressCompilerTest {
    @Test
    void rulesOfOneHostGoTogetherWhoeverWroteThem() {
        Compiled compiled =
                cluster(
                                ingress("a").created(1).prefix("a.com", "/one"),
                                ingress("b").in("other").created(2).prefix("a.com", "/two"))
                        .running("other", "web")
                        .compile();
        assertThat(compiled.routes("a.com"))
                .containsExactly(
                        "/two/ -> other/web:80",
                        "= /two -> other/web:80",
                        "/one/ -> shop/web:80",
                        "= /one -> shop/web:80",
                        "/ -> 404");
        assertThat(compiled.host("a.com").ingresses())
                .extracting(ObjectRef::qualifiedName)
                .containsExactly("shop/a", "other/b");
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void oldestIngressKeepsAPathClaimedTwice() {
        Compiled compiled =
                cluster(
                                ingress("young").created(2).to("new").prefix("a.com", "/p"),
                                ingress("old").created(1).to("web").prefix("a.com", "/p"))
                        .running("new")
                        .compile();
        assertThat(compiled.action("a.com", "/p/")).isEqualTo("shop/web:80");
        assertThat(compiled.action("a.com", "= /p")).isEqualTo("shop/web:80");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/young PathClaimed");
        assertThat(compiled.problems().getFirst().message()).contains("shop/old");
    }

    // ingress-nginx compares the texts "namespace/name": the slash is more than a hyphen.
    @ParameterizedTest
    @CsvSource({
        "shop, a, shop, b, shop/b",
        "alpha, x, beta, a, beta/a",
        "a, x, a-b, x, a/x",
        "a, x, a0, x, a0/x"
    })
    void ofEquallyOldIngressesTheLargerTextWins(
            String oneNamespace, String one, String otherNamespace, String other, String winner) {
        Compiled compiled =
                cluster(
                                ingress(one).in(oneNamespace).prefix("a.com", "/"),
                                ingress(other).in(otherNamespace).prefix("a.com", "/"))
                        .compile();
        assertThat(compiled.location("a.com", "/").origin().ingress().qualifiedName())
                .isEqualTo(winner);
    }

    @Test
    void orderOfObjectsDoesNotMatter() {
        var a = ingress("a").created(3).prefix("a.com", "/x").prefix("b.com", "/");
        var b = ingress("b").created(1).prefix("a.com", "/x").exact("a.com", "/");
        var c = ingress("c").created(1).prefix("a.com", "/").prefix("b.com", "/y");
        Compiled forth = cluster(a, b, c).compile();
        Compiled back = cluster(c, b, a).compile();
        assertThat(back.config()).isEqualTo(forth.config());
        assertThat(back.problems()).isEqualTo(forth.problems());
    }

    @Test
    void samePathOfAnotherTypeIsASecondLocation() {
        Compiled compiled =
                cluster(
                                ingress("a").created(1).to("web").prefix("a.com", "/p"),
                                ingress("b").created(2).to("new").exact("a.com", "/p"))
                        .running("new")
                        .compile();
        assertThat(compiled.action("a.com", "= /p")).isEqualTo("shop/new:80");
        assertThat(compiled.action("a.com", "/p/")).isEqualTo("shop/web:80");
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void implementationSpecificMeansPrefix() {
        Compiled compiled =
                cluster(
                                ingress("a").created(1).specific("a.com", "/p"),
                                ingress("b").created(2).prefix("a.com", "/p"))
                        .compile();
        assertThat(compiled.locations("a.com")).containsExactly("/p/", "= /p", "/");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/b PathClaimed");
    }

    @Test
    void hostsThatDifferInCaseAreOne() {
        Compiled compiled =
                cluster(
                                ingress("a").created(1).prefix("App.Example.com", "/one"),
                                ingress("b").created(2).prefix("app.example.COM", "/two"))
                        .compile();
        assertThat(compiled.hosts()).containsExactly("app.example.com");
        assertThat(compiled.locations("app.example.com")).contains("/one/", "/two/");
    }

    @Test
    void implicitRootTakesAnnotationsAndDefaultBackendOfTheFirstIngress() {
        Compiled compiled =
                cluster(
                                ingress("old")
                                        .created(1)
                                        .annotation("proxy-body-size", "5m")
                                        .defaultBackend("spare")
                                        .prefix("a.com", "/old"),
                                ingress("new")
                                        .created(2)
                                        .annotation("proxy-body-size", "9m")
                                        .defaultBackend("other")
                                        .prefix("a.com", "/new"))
                        .running("spare")
                        .running("other")
                        .compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("shop/spare:80");
        assertThat(compiled.location("a.com", "/").body().maxSize().token()).isEqualTo("5m");
        assertThat(compiled.location("a.com", "/new/").body().maxSize().token()).isEqualTo("9m");
    }

    @Test
    void exactRootDoesNotStandForTheImplicitOne() {
        Compiled compiled = cluster(ingress("a").exact("a.com", "/")).compile();
        assertThat(compiled.routes("a.com")).containsExactly("= / -> shop/web:80", "/ -> 404");
    }

    @Test
    void hostWithoutPathsGetsTheDefaultBackend() {
        Compiled compiled = cluster(ingress("a").host("a.com").defaultBackend("web")).compile();
        assertThat(compiled.routes("a.com")).containsExactly("/ -> shop/web:80");
        assertThat(compiled.routes("_")).containsExactly("/ -> 404");
    }

    @Test
    void ingressWithDefaultBackendOnlyTakesWhatNoRuleIsFor() {
        Compiled compiled = cluster(ingress("all").defaultBackend("web")).compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.routes("_")).containsExactly("/ -> shop/web:80");
    }

    @Test
    void redirectsAndRewritesAreNotForTheCatchAllIngress() {
        Compiled compiled =
                cluster(
                                ingress("all")
                                        .annotation("permanent-redirect", "https://b.com")
                                        .annotation("force-ssl-redirect", "true")
                                        .annotation("rewrite-target", "/x")
                                        .annotation("app-root", "/start")
                                        .annotation("proxy-body-size", "7m")
                                        .defaultBackend("web"))
                        .compile();
        assertThat(compiled.routes("_")).containsExactly("/ -> shop/web:80");
        assertThat(compiled.host("_").appRoot()).isEmpty();
        assertThat(compiled.location("_", "/").httpsRedirect()).isEmpty();
        assertThat(compiled.location("_", "/").body().maxSize().token()).isEqualTo("7m");
    }

    @Test
    void oldestCatchAllWins() {
        Compiled compiled =
                cluster(
                                ingress("young").created(2).defaultBackend("other"),
                                ingress("old").created(1).defaultBackend("web"))
                        .running("other")
                        .compile();
        assertThat(compiled.action("_", "/")).isEqualTo("shop/web:80");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/young PathClaimed");
    }

    @Test
    void ruleWithoutHostIsForEveryOtherHost() {
        Compiled compiled = cluster(ingress("a").prefix("", "/p")).compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.routes("_"))
                .containsExactly("/p/ -> shop/web:80", "= /p -> shop/web:80", "/ -> 404");
    }

    @Test
    void defaultBackendFlagAnswersWhereNobodyElseDoes() {
        IngressOptions d = IngressOptions.DEFAULTS;
        IngressOptions options =
                new IngressOptions(
                        d.configMap(),
                        d.defaultCertificate(),
                        Optional.of(new dev.brama.cluster.NamespacedName("shop", "web")),
                        d.ingressClass(),
                        d.controllerClass(),
                        d.classSelection(),
                        d.annotationsPrefix());
        Compiled compiled =
                cluster(ingress("a").to("gone").exact("a.com", "/p")).options(options).compile();
        assertThat(compiled.action("_", "/")).isEqualTo("shop/web:80");
        assertThat(compiled.action("a.com", "/")).isEqualTo("shop/web:80");
        assertThat(compiled.action("a.com", "= /p")).isEqualTo("503");
    }

    @Test
    void badHostIsLeftOutAndTold() {
        Compiled compiled =
                cluster(ingress("a").prefix("a b.com", "/").prefix("good.com", "/")).compile();
        assertThat(compiled.hosts()).containsExactly("good.com");
        assertThat(compiled.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("spec.rules[0].host");
                    assertThat(problem.reason()).isEqualTo(Reason.INVALID_FIELD);
                    assertThat(problem.isError()).isTrue();
                });
    }

    @Test
    void refusedIngressKeepsItsLastAcceptedVersion() {
        var good = ingress("a").prefix("a.com", "/old").build();
        Compiled compiled =
                cluster(ingress("a").annotation("limit-rps", "many").prefix("a.com", "/new"))
                        .lastAccepted(Map.of(good.ref(), good))
                        .compile();
        assertThat(compiled.locations("a.com")).contains("/old/").doesNotContain("/new/");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidSetting");
        assertThat(compiled.compilation().lastGood().ingresses()).containsEntry(good.ref(), good);
    }

    @Test
    void refusedNewIngressServesNothingAndHarmsNoNeighbour() {
        Compiled compiled =
                cluster(
                                ingress("bad")
                                        .created(1)
                                        .annotation("limit-rps", "many")
                                        .prefix("a.com", "/")
                                        .prefix("b.com", "/"),
                                ingress("good").created(2).prefix("a.com", "/"))
                        .compile();
        assertThat(compiled.hosts()).containsExactly("a.com");
        assertThat(compiled.routes("a.com")).containsExactly("/ -> shop/web:80");
        assertThat(compiled.compilation().lastGood().ingresses().keySet())
                .extracting(ObjectRef::name)
                .containsExactly("good");
    }

    @Test
    void lastAcceptedVersionThatThePolicyNowForbidsIsNotServed() {
        var risky = ingress("a").annotation("server-alias", "b.com").prefix("a.com", "/").build();
        Compiled compiled =
                cluster(ingress("a").annotation("server-alias", "b.com").prefix("a.com", "/"))
                        .config("annotations-risk-level", "Low")
                        .lastAccepted(Map.of(risky.ref(), risky))
                        .compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.compilation().lastGood().ingresses()).isEmpty();
    }

    @Test
    void canaryGetsNoTrafficAndTakesNoHost() {
        Compiled compiled =
                cluster(
                                ingress("main").created(2).prefix("a.com", "/"),
                                ingress("canary")
                                        .created(1)
                                        .annotation("canary", "true")
                                        .annotation("canary-weight", "50")
                                        .to("new")
                                        .prefix("a.com", "/")
                                        .prefix("only-canary.com", "/"))
                        .running("new")
                        .compile();
        assertThat(compiled.hosts()).containsExactly("a.com");
        assertThat(compiled.action("a.com", "/")).isEqualTo("shop/web:80");
        assertThat(compiled.complaints()).contains("Ingress shop/canary UnsupportedSetting");
    }

    @Test
    void guardThatIsNotCarriedOutClosesItsOwnPathsOnly() {
        Compiled compiled =
                cluster(
                                ingress("guarded")
                                        .created(1)
                                        .annotation("auth-url", "https://auth.example.com/check")
                                        .annotation("permanent-redirect", "https://b.com")
                                        .annotation("enable-cors", "true")
                                        .prefix("a.com", "/in"),
                                ingress("open").created(2).prefix("a.com", "/out"))
                        .compile();
        assertThat(compiled.routes("a.com"))
                .containsExactly(
                        "/out/ -> shop/web:80",
                        "= /out -> shop/web:80",
                        "/in/ -> 503",
                        "= /in -> 503",
                        "/ -> 503");
        assertThat(compiled.location("a.com", "/in/").cors()).isEmpty();
    }

    @Test
    void nothingMakesAConfigurationThatAnswers404() {
        ProxyConfig config = cluster().compile().config();
        assertThat(config.virtualHosts()).isEmpty();
        assertThat(config.upstreams()).isEmpty();
        assertThat(config.fallback().locations()).hasSize(1);
    }
}
