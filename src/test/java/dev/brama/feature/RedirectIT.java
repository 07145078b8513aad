package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.ingress("root").with("app-root", "/home").prefix("root.test", "/", "web"),
                Yaml.ingress("permanent")
                        .with("permanent-redirect", "https://new.test$request_uri")
                        .prefix("permanent.test", "/", "web"),
                Yaml.ingress("permanent-308")
                        .with("permanent-redirect", "https://new.test/all")
                        .with("permanent-redirect-code", "308")
                        .prefix("permanent-308.test", "/", "web"),
                Yaml.ingress("permanent-odd")
                        .with("permanent-redirect", "https://new.test/all")
                        .with("permanent-redirect-code", "200")
                        .prefix("permanent-odd.test", "/", "web"),
                Yaml.ingress("temporal")
                        .with("temporal-redirect", "https://now.test/a?b=c")
                        .with("permanent-redirect", "https://new.test/")
                        .prefix("temporal.test", "/", "web"),
                Yaml.ingress("temporal-307")
                        .with("temporal-redirect", "https://now.test/")
                        .with("temporal-redirect-code", "307")
                        .prefix("temporal-307.test", "/", "web"),
                Yaml.ingress("www")
                        .with("from-to-www-redirect", "true")
                        .prefix("www.apex.test", "/", "web"),
                Yaml.ingress("apex")
                        .with("from-to-www-redirect", "true")
                        .prefix("bare.test", "/", "web"),
                Yaml.ingress("taken")
                        .with("from-to-www-redirect", "true")
                        .prefix("taken.test", "/", "web")
                        .prefix("www.taken.test", "/", "web"),
                Yaml.ingress("alias")
                        .with("server-alias", "second.test,~^x[0-9]+[.]alias[.]test$,root.test")
                        .prefix("first.test", "/", "web"));
    }

    @ParameterizedTest
    @CsvSource({
        "root.test, /, 302, http://root.test/home",
        "permanent.test, /a?b=%2F, 301, https://new.test/a?b=%2F",
        "permanent-308.test, /a, 308, https://new.test/all",
        "permanent-odd.test, /a, 301, https://new.test/all",
        "temporal.test, /a, 302, https://now.test/a?b=c",
        "temporal-307.test, /a, 307, https://now.test/"
    })
    void itIsRedirected(String host, String target, int status, String location) {
        Answer answer = get(host, target);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Location")).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({
        "root.test, /home",
        "root.test, /other",
        "www.apex.test, /",
        "bare.test, /",
        "taken.test, /",
        "www.taken.test, /"
    })
    void itIsServed(String host, String target) {
        assertThat(get(host, target).backend()).isEqualTo("web");
    }

    @ParameterizedTest
    @CsvSource({
        "apex.test, /a/?b, www.apex.test",
        "www.bare.test, /a, bare.test",
        "www.bare.test, /, bare.test"
    })
    void theOtherNameIsRedirected(String from, String target, String to) {
        int port = served.client().httpPort();
        Answer answer = get(from, target);
        assertThat(answer.status()).isEqualTo(308);
        String path = target.equals("/") ? "" : target;
        assertThat(answer.header("Location")).isEqualTo("http://" + to + ":" + port + path);
    }

    @Test
    void tlsOfTheOtherNameIsRedirectedToTls() {
        assertThat(getTls("www.bare.test", "/a").header("Location"))
                .isEqualTo("https://bare.test:" + served.client().httpsPort() + "/a");
    }

    @ParameterizedTest
    @CsvSource({"second.test, 200", "x12.alias.test, 200", "xy.alias.test, 404"})
    void anAliasIsServedAsTheHost(String host, int status) {
        assertThat(get(host, "/").status()).isEqualTo(status);
    }

    @Test
    void anAliasTakesNoHostOfAnother() {
        assertThat(get("root.test", "/").status()).isEqualTo(302);
    }
}
