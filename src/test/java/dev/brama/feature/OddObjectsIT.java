package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that are not what one expects: they do what they say, or nothing, and harm nobody.
class OddObjectsIT extends Feature {
    private static final String FILE = "odd.yaml";

    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("other", echo("other")),
                Yaml.ingress("else").prefix("else.test", "/", "web"));
    }

    @AfterEach
    void everythingElseIsServed() {
        assertThat(get("else.test", "/").backend()).isEqualTo("web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a b | /a%20b/c",
                "/ünï | /%C3%BCn%C3%AF/c",
                "/a$b | /a$b/c",
                "/a\"b | /a%22b/c",
                "/a'b | /a'b/c",
                "/a;b | /a;b/c",
                "/a{b} | /a%7Bb%7D/c",
                "/a\\b | /a%5Cb/c",
                "/a#b | /a%23b/c",
                "/~a | /~a/c",
                "/a%b | /a%25b/c"
            })
    void pathsAreTakenLiterally(String path, String target) {
        served.put(FILE, Yaml.ingress("odd").prefix("odd.test", path, "other"));
        Answer answer = get("odd.test", target);
        assertThat(answer.echoed()).isEqualTo("other GET " + target);
        assertThat(get("odd.test", "/ab").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/;} server { listen 1; } #",
                "/\"; return 200 'broken out'; #",
                "/$(touch /tmp/x)",
                "/\n return 200;",
                "/a\\"
            })
    void noValueBecomesADirective(String text) {
        served.put(
                FILE,
                Yaml.ingress("path").prefix("odd.test", text, "other"),
                Yaml.ingress("rewrite")
                        .with("rewrite-target", text)
                        .prefix("odd2.test", "/", "other"),
                Yaml.ingress("redirect")
                        .with("permanent-redirect", "https://x" + text)
                        .prefix("odd3.test", "/", "other"),
                Yaml.ingress("alias").with("server-alias", text).prefix("odd4.test", "/", "other"),
                Yaml.ingress("realm")
                        .with("auth-type", "basic")
                        .with("auth-secret", "none")
                        .with("auth-realm", text)
                        .prefix("odd5.test", "/", "other"),
                Yaml.ingress("host").prefix("odd6.test" + text, "/", "other"),
                Yaml.ingress("regex")
                        .with("use-regex", "true")
                        .specific("odd7.test", text, "other"));
        for (int i = 1; i <= 7; i++) {
            assertThat(get(i == 1 ? "odd.test" : "odd" + i + ".test", "/x").body())
                    .doesNotContain("broken out");
        }
    }

    @ParameterizedTest
    @CsvSource({"ssl-ciphers, NO-SUCH-CIPHER", "gzip-types, ///", "worker-processes, 9999"})
    void aSettingThatNginxRefusesDisturbsNobody(String key, String value) {
        served.put("settings.yaml", Yaml.settings(key, value, "server-tokens", "true"));
        served.put(FILE, Yaml.ingress("odd").prefix("odd.test", "/", "other"));
        assertThat(get("odd.test", "/").backend()).isEqualTo("other");
        served.remove("settings.yaml");
    }

    @Test
    void anAddressThatTheMachineLacksDisturbsNobody() {
        served.write("settings.yaml", Yaml.settings("bind-address", "127.0.0.1,198.51.100.1"));
        Served.remains("the service", () -> get("else.test", "/").status() == 200);
        served.remove("settings.yaml");
        served.put(FILE, Yaml.ingress("odd").prefix("odd.test", "/", "other"));
        assertThat(get("odd.test", "/").backend()).isEqualTo("other");
    }

    @Test
    void namesThatTwoWantAreGivenOnce() {
        served.put(
                FILE,
                Yaml.ingress("one")
                        .created(1)
                        .with("server-alias", "shared.test")
                        .with("from-to-www-redirect", "true")
                        .prefix("one.test", "/", "web"),
                Yaml.ingress("two")
                        .created(2)
                        .with("server-alias", "shared.test, www.one.test")
                        .prefix("two.test", "/", "other"));
        assertThat(get("shared.test", "/").backend()).isEqualTo("web");
        assertThat(get("two.test", "/").backend()).isEqualTo("other");
    }

    @Test
    void headAndOtherMethodsPass() {
        Answer head = served.client().send("HEAD", "else.test", "/", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(served.client().send("PURGE", "else.test", "/", "").echoed())
                .isEqualTo("web PURGE /");
        assertThat(served.client().send("OPTIONS", "else.test", "/", "").echoed())
                .isEqualTo("web OPTIONS /");
    }

    @Test
    void hundredsOfHostsAreServed() {
        Object[] many =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                Yaml.ingress("many-" + i)
                                        .prefix(
                                                "a-rather-long-name-" + i + ".many.test",
                                                "/",
                                                "web"))
                        .toArray();
        served.put(FILE, many);
        assertThat(get("a-rather-long-name-0.many.test", "/").status()).isEqualTo(200);
        assertThat(get("a-rather-long-name-299.many.test", "/").status()).isEqualTo(200);
        assertThat(get("a-rather-long-name-300.many.test", "/").status()).isEqualTo(404);
    }
}
