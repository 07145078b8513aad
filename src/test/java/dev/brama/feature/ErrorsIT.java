package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Backends that are not there or fail, and who answers in their place.
class ErrorsIT extends Feature {
    private Backend errors;

    @Override
    Served serve(Path nginx) {
        errors =
                keep(
                        Backend.answering(request ->
                                Backend.reply(
                                        418, "X-Page: 1\r\n", Backend.echoed("errors", request))));
        Backend faulty =
                keep(
                        Backend.answering(request ->
                                Backend.reply(
                                        Integer.parseInt(request.target().substring(1)),
                                        "",
                                        "own page")));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("errors", errors),
                Yaml.service("faulty", faulty),
                Yaml.service("empty"),
                Yaml.service("dead", List.of(Backend.deadPort())),
                Yaml.externalName("inner", "127.0.0.1", 80),
                Yaml.externalName("local", "localhost", 80),
                Yaml.externalName("hidden", "0:0:0:0:0:0:0:1", 80),
                Yaml.externalName("named", "backend.example.com", 80),
                Yaml.ingress("empty").prefix("empty.test", "/", "empty"),
                Yaml.ingress("missing").prefix("missing.test", "/", "no-such-service"),
                Yaml.ingress("dead").prefix("dead.test", "/", "dead"),
                Yaml.ingress("resource")
                        .resource("resource.test", "/disk")
                        .prefix("resource.test", "/web", "web"),
                Yaml.ingress("inner").prefix("inner.test", "/", "inner"),
                Yaml.ingress("local").prefix("local.test", "/", "local"),
                Yaml.ingress("hidden").prefix("hidden.test", "/", "hidden"),
                Yaml.ingress("named").prefix("named.test", "/", "named"),
                Yaml.ingress("replaced")
                        .with("default-backend", "errors")
                        .prefix("replaced.test", "/", "empty"),
                Yaml.ingress("pages")
                        .with("default-backend", "errors")
                        .with("custom-http-errors", "404,503")
                        .prefix("pages.test", "/", "faulty"),
                Yaml.ingress("untouched")
                        .with("default-backend", "errors")
                        .with("custom-http-errors", "404")
                        .with("disable-proxy-intercept-errors", "true")
                        .prefix("untouched.test", "/", "faulty"));
    }

    @ParameterizedTest
    @CsvSource({
        "empty.test, /, 503",
        "missing.test, /, 503",
        "dead.test, /, 502",
        "resource.test, /disk, 404",
        "resource.test, /web, 200",
        "nobody.test, /, 404"
    })
    void theStatusTellsWhatIsMissing(String host, String target, int status) {
        assertThat(get(host, target).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"inner.test", "local.test", "hidden.test", "named.test"})
    void aNameOutsideThatLeadsBackHereOrNowhereIsNotFollowed(String host) {
        assertThat(get(host, "/").status()).isEqualTo(503);
    }

    @Test
    void anAddressOutsideTheClusterIsFollowed() throws Exception {
        InetAddress address = addressOfThisMachine();
        Backend outside = keep(Backend.echoAt(address, "outside"));
        served.put(
                "outside.yaml",
                Yaml.externalName("outside", address.getHostAddress(), outside.port()),
                Yaml.ingress("outside").prefix("outside.test", "/", "outside:" + outside.port()));
        assertThat(get("outside.test", "/").backend()).isEqualTo("outside");
    }

    // Loopback is refused, and the packets to an own address stay on the machine as well.
    static InetAddress addressOfThisMachine() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof java.net.Inet4Address)
                .filter(address -> !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow(() -> new AssertionError("this machine has loopback only"));
    }

    @Test
    void aDefaultBackendAnswersForAServiceWithoutEndpoints() {
        Answer answer = get("replaced.test", "/path?q=1", "Accept", "application/json");
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("X-Page")).isEqualTo("1");
        assertThat(answer.sentOn("X-Code")).containsExactly("503");
        assertThat(answer.sentOn("X-Format")).containsExactly("application/json");
        assertThat(answer.sentOn("X-Original-URI")).containsExactly("/path?q=1");
        assertThat(answer.sentOn("X-Namespace")).containsExactly("shop");
        assertThat(answer.sentOn("X-Ingress-Name")).containsExactly("replaced");
        assertThat(answer.sentOn("X-Service-Name")).containsExactly("empty");
        assertThat(answer.sentOn("X-Service-Port")).containsExactly("80");
        assertThat(answer.sentOn("X-Request-ID")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/404", "/503"})
    void itMakesThePagesOfTheStatusesThatAreNamed(String target) {
        Answer answer = get("pages.test", target);
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.target()).startsWith("/");
        assertThat(answer.sentOn("X-Code")).containsExactly(target.substring(1));
        assertThat(answer.sentOn("X-Original-URI")).containsExactly(target);
        assertThat(answer.sentOn("X-Service-Name")).containsExactly("faulty");
    }

    @ParameterizedTest
    @CsvSource({"pages.test, /500", "pages.test, /200", "untouched.test, /404"})
    void otherPagesAreTheBackendsOwn(String host, String target) {
        Answer answer = get(host, target);
        assertThat(answer.status()).isEqualTo(Integer.parseInt(target.substring(1)));
        assertThat(answer.body()).isEqualTo("own page");
    }

    @Test
    void postsGetThePageToo() {
        Answer answer = served.client().send("POST", "pages.test", "/404", "body");
        assertThat(answer.status()).isEqualTo(418);
    }
}
