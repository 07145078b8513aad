package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.ClusterBuilder.endpoint;
import static dev.brama.fixture.IngressBuilder.ingress;
import static dev.brama.fixture.IngressBuilder.service;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKey;
import dev.brama.settings.ConfigKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever stands in whatever field: nothing is thrown, and a good neighbour is served.
class HostileInputTest {
    static Stream<String> texts() {
        return Stream.of(
                "",
                " ",
                "\u0000",
                "a\nb",
                "a\r\nreturn 200;",
                "\"; } server { listen 81; #",
                "'",
                "\\",
                "$",
                "${",
                "$1$2$3",
                "$rewrite_1",
                "$cors_origin_00",
                "${literal_dollar}",
                "../../etc/passwd",
                "~",
                "~*(",
                "(",
                "[",
                "*",
                "*.",
                "*.*.a.com",
                ".",
                "/",
                "//",
                "a/b/c",
                "\ud800",
                "\udc00\ud800",
                "\u212a",
                "\u0130",
                "\u0663\u0663",
                "_",
                "0",
                "-1",
                "+1",
                "99999999999999999999",
                "1e9",
                "999999999999g",
                "off",
                "default",
                ",",
                ",,;,",
                "::",
                "1.2.3",
                "a".repeat(64),
                "a".repeat(254),
                "a".repeat(3699),
                "a".repeat(3999),
                "a".repeat(4001),
                "/" + "(a)".repeat(1300),
                "a,".repeat(40_000),
                "a ".repeat(40_000),
                "TLSv1 ".repeat(40_000),
                "1".repeat(200_000),
                "a".repeat(1_000_000),
                "a".repeat(40) + ";",
                "GET,".repeat(20) + "1");
    }

    private static IngressBuilder neighbour() {
        return ingress("neighbour").created(9).prefix("good.com", "/");
    }

    private static void assertServed(Compiled compiled) {
        assertThat(compiled.action("good.com", "/")).isEqualTo("shop/web:80");
        compiled.problems()
                .forEach(problem -> {
                    assertThat(problem.message().length()).isLessThan(1000);
                    assertThat(problem.message() + problem.field() + problem.fix())
                            .doesNotContain("\n", "\r", "\u0000");
                });
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inFieldsOfAnIngress(String text) {
        for (IngressBuilder bad :
                List.of(
                        ingress("bad").prefix(text, "/"),
                        ingress("bad").prefix("bad.com", text),
                        ingress("bad").exact("bad.com", "/" + text),
                        ingress("bad").annotation("use-regex", "true").specific("bad.com", text),
                        ingress("bad")
                                .annotation("use-regex", "true")
                                .annotation("rewrite-target", "/$1")
                                .specific("bad.com", "/" + text),
                        ingress("bad").to(service(text, 80)).prefix("bad.com", "/"),
                        ingress("bad").to(service(text, text)).prefix("bad.com", "/"),
                        ingress("bad").to(service("web", 0)).prefix("bad.com", "/"),
                        ingress("bad").prefix("bad.com", "/").tls(text, text),
                        ingress("bad").prefix("bad.com", "/").tls("web", text, "bad.com"),
                        ingress(text).in(text).prefix("bad.com", "/"),
                        ingress("bad").ofClass(text).prefix("bad.com", "/"),
                        ingress("bad").defaultBackend(text),
                        ingress("bad").annotation(text, text).prefix("bad.com", "/"),
                        ingress("bad").fullAnnotation(text, text).prefix("bad.com", "/"))) {
            assertServed(cluster(bad, neighbour()).compile());
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inEveryAnnotation(String text) {
        assertTimeoutPreemptively(
                ofSeconds(60),
                () -> {
                    for (Annotation<?> annotation : Annotations.ALL) {
                        assertServed(
                                cluster(
                                                ingress("bad")
                                                        .annotation("enable-cors", "true")
                                                        .annotation("auth-type", "basic")
                                                        .annotation("auth-secret", "users")
                                                        .annotation("rewrite-target", "/$1")
                                                        .annotation("limit-rps", "1")
                                                        .annotation(annotation.name(), text)
                                                        .prefix("bad.com", "/(.*)"),
                                                neighbour())
                                        .secret("shop", "users", "auth", "a:b")
                                        .compile());
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inEveryKeyOfTheConfigMap(String text) {
        assertTimeoutPreemptively(
                ofSeconds(60),
                () -> {
                    for (ConfigKey<?> key : ConfigKeys.ALL) {
                        // This one may refuse everybody, as it says.
                        if (key != ConfigKeys.ANNOTATION_VALUE_WORD_BLOCKLIST) {
                            assertServed(cluster(neighbour()).config(key.name(), text).compile());
                        }
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("texts")
    void inServicesEndpointsAndSecrets(String text) {
        assertServed(
                cluster(
                                ingress("bad")
                                        .annotation("auth-type", "basic")
                                        .annotation("auth-secret", "users")
                                        .annotation("auth-secret-type", "auth-map")
                                        .to("api")
                                        .prefix("bad.com", "/")
                                        .to("out")
                                        .prefix("bad.com", "/out")
                                        .tls("cert", "bad.com"),
                                neighbour())
                        .service("api", new ServicePort(text, 80, new PortRef.Name(text), "TCP"))
                        .slice(
                                "api",
                                List.of(new EndpointPort(text, Optional.of(80), "TCP")),
                                endpoint(true, text))
                        .external(
                                "out",
                                text,
                                new ServicePort(text, 80, new PortRef.Name(text), text))
                        .secret("shop", "users", text, text, "auth", text)
                        .secret("shop", "cert", "tls.crt", text, "tls.key", text)
                        .compile());
    }

    @Test
    void hundredsOfAnnotationsOnOneIngress() {
        IngressBuilder bad = ingress("bad").prefix("bad.com", "/");
        for (int i = 0; i < 300; i++) {
            bad.annotation("unknown-annotation-" + i, "x".repeat(3000));
        }
        Compiled compiled = cluster(bad, neighbour()).compile();
        assertServed(compiled);
        assertThat(compiled.problems()).hasSize(300);
        assertThat(compiled.hosts()).contains("bad.com");
    }
}
