package dev.brama.admission;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.admission.AdmissionOptions.CatchAll;
import dev.brama.admission.AdmissionOptions.Inspection;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.IngressBuilder;
import dev.brama.ingress.IngressOptions;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.report.ProblemReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionJudgeTest {
    private static final AdmissionOptions OPTIONS =
            AdmissionOptions.of(IngressOptions.DEFAULTS, ClusterBuilder.capabilities());

    private static Judgement judge(
            AdmissionOptions options, ClusterBuilder cluster, IngressBuilder ingress) {
        return new AdmissionJudge(options)
                .judge(
                        ingress.build(),
                        AdmissionIndex.of(cluster.state(), options.ingress()),
                        ClusterBuilder.NOW);
    }

    private static Judgement judge(ClusterBuilder cluster, IngressBuilder ingress) {
        return judge(OPTIONS, cluster, ingress);
    }

    private static List<Reason> reasons(List<Problem> problems) {
        return problems.stream().map(Problem::reason).toList();
    }

    @Test
    void goodIngressPassesWithoutAWord() {
        Judgement judgement = judge(cluster(), ingress("new").prefix("a.com", "/"));

        assertThat(judgement).isEqualTo(Judgement.CLEAN);
    }

    @Test
    void takenPathIsRefusedInTheWordsOfTheCompiler() {
        IngressBuilder old = ingress("old").created(1).prefix("a.com", "/p");
        IngressBuilder young = ingress("new").created(2).prefix("A.com", "/p");

        Judgement judgement = judge(cluster(old), young);

        List<Problem> told = cluster(old, young).compile().problems(Reason.PATH_CLAIMED);
        assertThat(told).hasSize(1);
        assertThat(judgement.refusals()).isEqualTo(told);
        assertThat(judgement.message())
                .isEqualTo(
                        new ProblemReport(told, _ -> Optional.empty())
                                .text(ProblemReport.Colour.NONE)
                                .strip());
    }

    @Test
    void ingressDoesNotTakeItsPathFromItself() {
        ClusterBuilder cluster = cluster(ingress("same").prefix("a.com", "/"));

        assertThat(judge(cluster, ingress("same").prefix("a.com", "/")).allows()).isTrue();
    }

    @Test
    void exactAndPrefixOfOnePathStandSideBySide() {
        ClusterBuilder cluster = cluster(ingress("old").exact("a.com", "/p"));

        assertThat(judge(cluster, ingress("new").prefix("a.com", "/p")).allows()).isTrue();
    }

    @Test
    void pathOfAForeignIngressIsFree() {
        ClusterBuilder cluster =
                cluster(ingress("old").ofClass("other").prefix("a.com", "/"))
                        .ingressClass("other", "example.com/other");

        assertThat(judge(cluster, ingress("new").prefix("a.com", "/")).allows()).isTrue();
    }

    @Test
    void canaryMayClaimThePathOfItsMainIngress() {
        ClusterBuilder cluster = cluster(ingress("main").prefix("a.com", "/"));
        IngressBuilder canary = ingress("canary").annotation("canary", "true").prefix("a.com", "/");

        assertThat(judge(cluster, canary).allows()).isTrue();
        assertThat(judge(cluster(canary), ingress("main").prefix("a.com", "/")).allows()).isTrue();
    }

    @Test
    void secondCanaryOfAPathIsRefused() {
        ClusterBuilder cluster =
                cluster(ingress("one").annotation("canary", "true").prefix("a.com", "/"));
        IngressBuilder second = ingress("two").annotation("canary", "true").prefix("a.com", "/");

        assertThat(reasons(judge(cluster, second).refusals())).containsExactly(Reason.PATH_CLAIMED);
    }

    @Test
    void canaryWithoutMainIngressIsWarnedOf() {
        IngressBuilder canary = ingress("canary").annotation("canary", "true").prefix("a.com", "/");

        Judgement judgement = judge(cluster(), canary);

        assertThat(judgement.allows()).isTrue();
        assertThat(judgement.warningLines()).anyMatch(line -> line.contains("no main Ingress"));
    }

    @Test
    void secondCatchAllIsRefused() {
        ClusterBuilder cluster = cluster(ingress("old").defaultBackend("web"));

        assertThat(reasons(judge(cluster, ingress("new").defaultBackend("web")).refusals()))
                .containsExactly(Reason.PATH_CLAIMED);
    }

    @Test
    void aliasThatIsAnothersHostIsRefused() {
        ClusterBuilder cluster = cluster(ingress("old").prefix("b.com", "/"));
        IngressBuilder ingress =
                ingress("new").annotation("server-alias", "B.com").prefix("a.com", "/");

        assertThat(reasons(judge(cluster, ingress).refusals()))
                .containsExactly(Reason.HOST_CLAIMED);
    }

    @Test
    void ingressesOfOneHostShareItsAlias() {
        ClusterBuilder cluster =
                cluster(ingress("old").annotation("server-alias", "b.com").prefix("a.com", "/x"));
        IngressBuilder ingress =
                ingress("new").annotation("server-alias", "b.com").prefix("a.com", "/y");

        assertThat(judge(cluster, ingress).allows()).isTrue();
    }

    @Test
    void aliasCannotKeepAHostFromItsRule() {
        ClusterBuilder cluster =
                cluster(ingress("squat").annotation("server-alias", "b.com").prefix("a.com", "/"));

        Judgement judgement = judge(cluster, ingress("new").prefix("b.com", "/"));

        assertThat(judgement.allows()).isTrue();
        assertThat(reasons(judgement.warnings())).containsExactly(Reason.HOST_CLAIMED);
    }

    @Test
    void redirectFromAnAliasIsWarnedOf() {
        ClusterBuilder cluster =
                cluster(
                        ingress("old")
                                .annotation("server-alias", "www.a.com")
                                .prefix("b.com", "/"));
        IngressBuilder ingress =
                ingress("new").annotation("from-to-www-redirect", "true").prefix("a.com", "/");

        Judgement judgement = judge(cluster, ingress);

        assertThat(judgement.allows()).isTrue();
        assertThat(reasons(judgement.warnings())).containsExactly(Reason.HOST_CLAIMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rewrite-target=a b\nc",
                "proxy-read-timeout=soon",
                "whitelist-source-range=everyone",
                "configuration-snippet=more_set_headers x;",
                "auth-snippet=return 200;",
                "proxy-body-size=1 elephant"
            })
    void badValueIsRefused(String annotation) {
        String[] parts = annotation.split("=", 2);

        Judgement judgement =
                judge(
                        cluster(),
                        ingress("new").annotation(parts[0], parts[1]).prefix("a.com", "/"));

        assertThat(judgement.allows()).isFalse();
        assertThat(judgement.message()).contains("metadata.annotations").contains("fix: ");
    }

    @Test
    void snippetIsOnlyWarnedOfWhereTheConfigMapAllowsIt() {
        ClusterBuilder cluster = cluster().config("allow-snippet-annotations", "true");

        Judgement judgement =
                judge(
                        cluster,
                        ingress("new")
                                .annotation("configuration-snippet", "x")
                                .prefix("a.com", "/"));

        assertThat(judgement.allows()).isTrue();
        assertThat(judgement.warnings()).isNotEmpty();
    }

    @Test
    void annotationAboveTheRiskLevelIsRefused() {
        ClusterBuilder cluster = cluster().config("annotations-risk-level", "Low");
        IngressBuilder ingress =
                ingress("new").annotation("server-alias", "b.com").prefix("a.com", "/");

        assertThat(reasons(judge(cluster, ingress).refusals()))
                .containsExactly(Reason.FORBIDDEN_SETTING);
    }

    @Test
    void blockedWordIsRefused() {
        ClusterBuilder cluster = cluster().config("annotation-value-word-blocklist", "password");
        IngressBuilder ingress =
                ingress("new").annotation("auth-realm", "my password").prefix("a.com", "/");

        assertThat(reasons(judge(cluster, ingress).refusals()))
                .containsExactly(Reason.FORBIDDEN_SETTING);
    }

    @Test
    void expressionOfTypeExactIsRefused() {
        IngressBuilder ingress =
                ingress("new").annotation("use-regex", "true").exact("a.com", "/a/[0-9]+");

        assertThat(judge(cluster(), ingress).message())
                .startsWith("error: Ingress shop/new, spec.rules[0].http.paths[0].path");
        assertThat(judge(cluster().config("strict-validate-path-type", "false"), ingress).allows())
                .isTrue();
    }

    @Test
    void expressionOfNoTypeIsAllowed() {
        IngressBuilder ingress =
                ingress("new").annotation("use-regex", "true").specific("a.com", "/a/[0-9]+");

        assertThat(judge(cluster(), ingress).allows()).isTrue();
    }

    @Test
    void prefixOfIngressNginxIsRefusedOnlyBesideOneOfOnesOwn() {
        IngressBuilder ingress =
                ingress("new").annotation("ssl-redirect", "false").prefix("a.com", "/");
        IngressOptions defaults = IngressOptions.DEFAULTS;
        IngressOptions own =
                new IngressOptions(
                        defaults.configMap(),
                        defaults.defaultCertificate(),
                        defaults.defaultBackend(),
                        defaults.ingressClass(),
                        defaults.controllerClass(),
                        defaults.classSelection(),
                        "brama.example.com");

        assertThat(judge(cluster(), ingress).allows()).isTrue();
        assertThat(
                        reasons(
                                judge(
                                                AdmissionOptions.of(
                                                        own, ClusterBuilder.capabilities()),
                                                cluster(),
                                                ingress)
                                        .refusals()))
                .containsExactly(Reason.UNKNOWN_SETTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x/etc/passwd",
                "/var/run/secrets/token",
                "/content_by_lua_block",
                "/x{alias /etc/;}",
                "/x{ root /;"
            })
    void suspectPathIsRefusedUnlessInspectionIsOff(String path) {
        IngressBuilder ingress = ingress("new").specific("a.com", path);
        AdmissionOptions careless =
                new AdmissionOptions(
                        OPTIONS.ingress(),
                        OPTIONS.capabilities(),
                        CatchAll.ALLOWED,
                        Inspection.NONE,
                        _ -> true);

        assertThat(reasons(judge(cluster(), ingress).refusals()))
                .containsExactly(Reason.INVALID_FIELD);
        assertThat(judge(careless, cluster(), ingress).allows()).isTrue();
    }

    @Test
    void defaultBackendIsRefusedWhereCatchAllIsDisabled() {
        AdmissionOptions strict =
                new AdmissionOptions(
                        OPTIONS.ingress(),
                        OPTIONS.capabilities(),
                        CatchAll.DISABLED,
                        Inspection.DEEP,
                        _ -> true);
        IngressBuilder ingress = ingress("new").prefix("a.com", "/").defaultBackend("web");

        assertThat(reasons(judge(strict, cluster(), ingress).refusals()))
                .containsExactly(Reason.FORBIDDEN_SETTING);
        assertThat(judge(cluster(), ingress).allows()).isTrue();
    }

    @Test
    void whatIsMissingIsOnlyWarnedOf() {
        IngressBuilder ingress =
                ingress("new")
                        .to("absent")
                        .annotation("auth-type", "basic")
                        .annotation("auth-secret", "absent")
                        .tls("absent", "a.com")
                        .prefix("a.com", "/");

        Judgement judgement = judge(cluster(), ingress);

        assertThat(judgement.allows()).isTrue();
        assertThat(reasons(judgement.warnings()))
                .containsOnly(Reason.MISSING_REFERENCE)
                .hasSizeGreaterThan(1);
    }

    /// With a Service that is not there, compiling alone would not get to the buffers.
    @Test
    void missingServiceHidesNoOtherMistake() {
        IngressBuilder ingress =
                ingress("new")
                        .to("absent")
                        .annotation("proxy-buffer-size", "1m")
                        .annotation("proxy-busy-buffers-size", "4k")
                        .prefix("a.com", "/");
        List<Problem> known =
                cluster(ingress.to("web")).running("absent").compile().problems().stream()
                        .filter(problem -> problem.reason() == Reason.INVALID_SETTING)
                        .toList();
        assertThat(known).hasSize(1);

        assertThat(judge(cluster(), ingress).refusals()).isEqualTo(known);
    }

    @Test
    void faultOfAnotherObjectDoesNotRefuseTheIngress() {
        ClusterBuilder cluster = cluster().external("loop", "localhost");

        Judgement judgement = judge(cluster, ingress("new").to("loop").prefix("a.com", "/"));

        assertThat(judgement.allows()).isTrue();
        assertThat(reasons(judgement.warnings())).containsExactly(Reason.INVALID_FIELD);
    }

    @Test
    void secretOfAnotherNamespaceIsRefused() {
        IngressBuilder ingress =
                ingress("new")
                        .annotation("auth-type", "basic")
                        .annotation("auth-secret", "other/passwords")
                        .prefix("a.com", "/");

        assertThat(reasons(judge(cluster(), ingress).refusals()))
                .containsExactly(Reason.CROSS_NAMESPACE);
    }

    @Test
    void nothingOfASecretIsTold() {
        ClusterBuilder cluster =
                cluster()
                        .secret(
                                "shop",
                                "pair",
                                "tls.crt",
                                "hush-certificate",
                                "tls.key",
                                "hush-key")
                        .secret("shop", "passwords", "auth", "hush-line");
        IngressBuilder ingress =
                ingress("new")
                        .annotation("auth-type", "basic")
                        .annotation("auth-secret", "passwords")
                        .tls("pair", "a.com")
                        .prefix("a.com", "/");

        Judgement judgement = judge(cluster, ingress);

        assertThat(judgement.warnings()).isNotEmpty();
        assertThat(judgement.toString() + judgement.message() + judgement.warningLines())
                .doesNotContain("hush");
    }

    @Test
    void answersStayShortHoweverMuchIsWrong() {
        IngressBuilder ingress = ingress("new");
        for (int i = 0; i < 300; i++) {
            ingress.to("absent-" + i).exact("a.com", "/" + "x".repeat(200) + "[" + i + "]");
        }

        Judgement judgement = judge(cluster(), ingress);

        assertThat(judgement.message()).hasSizeLessThan(8000).endsWith("and 290 more");
        assertThat(judgement.warningLines()).hasSize(16);
        assertThat(judgement.warningLines()).allMatch(line -> line.length() <= 256);
    }

    @Test
    void indexOfTheNextStateForgetsWhoIsGone() {
        AdmissionIndex index =
                AdmissionIndex.of(
                        cluster(ingress("old").prefix("a.com", "/")).state(),
                        IngressOptions.DEFAULTS);
        AdmissionJudge judge = new AdmissionJudge(OPTIONS);
        IngressBuilder young = ingress("new").prefix("a.com", "/");
        assertThat(judge.judge(young.build(), index, ClusterBuilder.NOW).allows()).isFalse();

        AdmissionIndex next = index.next(cluster().state(), IngressOptions.DEFAULTS);

        assertThat(judge.judge(young.build(), next, ClusterBuilder.NOW).allows()).isTrue();
        assertThat(next.ingresses()).isZero();
    }
}
