package dev.brama.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the chart says of values that are wrong, or that it does not use.
class ValuesIT {
    private static Tools tools;

    @BeforeAll
    static void start() throws IOException {
        tools = Tools.alone();
    }

    @AfterAll
    static void stop() throws IOException {
        if (tools != null) {
            tools.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "controller.replicas, controller.replicaCount",
        "replicaCount, controller.replicaCount",
        "controller.sevice, controller.service",
        "controller.image.pullpolicy, controller.image.pullPolicy",
        "controller.service.loadBalanceIP, controller.service.loadBalancerIP",
        "controller.loadBalancerIP, controller.service.loadBalancerIP",
        "controller.minReplicas, controller.autoscaling.minReplicas",
        "controller.ingressClassResource.isDefault, controller.ingressClassResource.default",
        "controller.metrics.serviceMonitor.interval, controller.metrics.serviceMonitor.scrapeInterval",
        "controller.webhook, controller.admissionWebhooks",
        "defaultbackend, defaultBackend",
    })
    void unknownKeyIsRefusedWithTheNearestOne(String wrong, String right)
            throws IOException, InterruptedException {
        String words = "unknown key %s: did you mean %s?".formatted(wrong, right);
        Said said = tools.template("brama", "--set", wrong + "=1");
        assertThat(said.exit()).isNotZero();
        assertThat(said.err()).contains(words);
        Said lint = tools.helm("lint", Tools.CHART, "--set", wrong + "=1");
        assertThat(lint.exit()).as("helm lint").isNotZero();
        assertThat(lint.all()).contains(words);
    }

    @Test
    void allUnknownKeysAreToldAtOnce() throws IOException, InterruptedException {
        Said said = tools.template("brama", "--set", "controller.kinds=1,foo=2");
        assertThat(said.err())
                .contains("unknown key controller.kinds: did you mean controller.kind?")
                .contains("unknown key foo: the README of the chart lists all keys");
    }

    @ParameterizedTest
    @CsvSource({
        "controller.kind=Both, /controller/kind",
        "controller.replicaCount=two, /controller/replicaCount",
        "controller.service.type=Loadbalancer, /controller/service/type",
        "controller.service.externalTrafficPolicy=local, /controller/service/externalTrafficPolicy",
        "tcp.http=shop/web:80, /tcp",
        "udp.53=web, /udp/53",
        "controller.publishService.pathOverride=web, /controller/publishService/pathOverride",
        "controller.containerPort.http=70000, /controller/containerPort/http",
        "controller.templates.files.status=x, /controller/templates/files",
    })
    void valueOfAWrongTypeIsRefusedByTheSchema(String value, String where)
            throws IOException, InterruptedException {
        Said said = tools.template("brama", "--set", value);
        assertThat(said.exit()).isNotZero();
        assertThat(said.err()).contains("schema").contains("at '" + where + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "controller.customTemplate.configMapName=nginx, controller.templates",
        "controller.shareProcessNamespace=true, the memory and the token",
        "controller.extraModules[0].name=otel, image.repository",
        "rbac.scope=true, set controller.scope.enabled",
    })
    void whatCannotWorkIsRefusedWithItsMend(String value, String mend)
            throws IOException, InterruptedException {
        Said said = tools.template("brama", "--set", value);
        assertThat(said.exit()).isNotZero();
        assertThat(said.err()).contains(mend);
    }

    @Test
    void valuesWithoutEffectAreToldInTheNotes() throws IOException, InterruptedException {
        String notes =
                tools.helm(
                                "install",
                                "ingress-nginx",
                                Tools.CHART,
                                "--dry-run=client",
                                "--values",
                                "src/test/chart/values-of-ingress-nginx/values.yaml")
                        .orFail();
        assertThat(notes)
                .contains("controller.maxmindLicenseKey: nothing is downloaded at run time")
                .contains("controller.image names the image of ingress-nginx")
                .doesNotContain("controller.enableMimalloc");
    }

    @ParameterizedTest
    @CsvSource({
        "'image.tag=1.2', brama:1.2",
        "'global.image.registry=mirror.example.com', mirror.example.com/brama:0.1.0",
        "'global.image.registry=registry.k8s.io', brama:0.1.0",
        "'controller.image.registry=mirror.example.com', mirror.example.com/brama:0.1.0",
        "'controller.image.registry=r.example.com,controller.image.image=edge/brama,controller.image.tag=7',"
                + " r.example.com/edge/brama:7",
        "'controller.image.repository=r.example.com/edge/brama,controller.image.digest=sha256:abc',"
                + " r.example.com/edge/brama@sha256:abc",
        "'controller.image.tag=v1.15.1', brama:0.1.0",
        "'controller.image.registry=registry.k8s.io,controller.image.image=ingress-nginx/controller,"
                + "controller.image.tag=v1.15.1,image.tag=1.2', brama:1.2",
    })
    void imageIsThatOfBramaWhateverIngressNginxHad(String values, String image)
            throws IOException, InterruptedException {
        String objects = tools.template("brama", "--set-string", values).orFail();
        assertThat(objects).contains("image: \"" + image + "\"").doesNotContain("v1.15.1");
    }

    @Test
    void flagOfTheUserTakesThePlaceOfTheCharts() throws IOException, InterruptedException {
        String objects =
                tools.template(
                                "brama",
                                "--set",
                                "controller.extraArgs.http-port=8080,controller.extraArgs.v=5,"
                                        + "controller.extraArgs.update-status=false,"
                                        + "controller.extraArgs.publish-status-address=192.0.2.7")
                        .orFail();
        assertThat(objects)
                .contains("--http-port=8080", "containerPort: 8080", "--v=5")
                .contains("--update-status=false", "--publish-status-address=192.0.2.7")
                .doesNotContain("--http-port=80\"", "--v=2", "--publish-service");
    }
}
