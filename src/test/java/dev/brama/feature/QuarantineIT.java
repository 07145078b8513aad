package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects that nginx refuses and files that cannot be read harm nobody else.
class QuarantineIT extends Feature {
    private static final String FILE = "changing.yaml";
    private static final String REFUSED = "/(?<twice>a)(?<twice>b)";

    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("other", echo("other")),
                Yaml.ingress("good").created(5).prefix("shared.test", "/good", "web"),
                Yaml.ingress("else").prefix("else.test", "/", "web"));
    }

    @AfterEach
    void everythingElseIsServed() {
        assertThat(get("shared.test", "/good").backend()).isEqualTo("web");
        assertThat(get("else.test", "/").backend()).isEqualTo("web");
        served.write(FILE);
        served.settle();
    }

    private static Yaml.IngressYaml regex(String path) {
        return Yaml.ingress("changing")
                .with("use-regex", "true")
                .specific("shared.test", path, "other");
    }

    @ParameterizedTest
    @ValueSource(strings = {REFUSED, "/(?<=a+)b", "/[z-a]", "/a(", "/x{2,1}"})
    void anExpressionThatNginxRefusesIsLeftOut(String path) {
        served.put(FILE, regex(path));
        assertThat(get("shared.test", "/ab").status()).isEqualTo(404);
    }

    @Test
    void theLastGoodFormStaysUntilItIsMended() {
        served.put(FILE, regex("/v[0-9]/first"));
        assertThat(get("shared.test", "/v1/first").backend()).isEqualTo("other");
        served.put(FILE, regex(REFUSED));
        assertThat(get("shared.test", "/v1/first").backend()).isEqualTo("other");
        served.put("more.yaml", Yaml.ingress("more").prefix("more.test", "/", "web"));
        assertThat(get("more.test", "/").backend()).isEqualTo("web");
        assertThat(get("shared.test", "/v1/first").backend()).isEqualTo("other");
        served.put(FILE, regex("/v[0-9]/second"));
        assertThat(get("shared.test", "/v1/second").backend()).isEqualTo("other");
        assertThat(get("shared.test", "/v1/first").status()).isEqualTo(404);
        served.remove("more.yaml");
    }

    @Test
    void manyOfThemAreFoundAtOnce() {
        Object[] many =
                IntStream.range(0, 6)
                        .mapToObj(i ->
                                Yaml.ingress("many-" + i)
                                        .with("use-regex", "true")
                                        .specific(
                                                "many-" + i + ".test",
                                                i % 2 == 0 ? REFUSED : "/a[b]",
                                                "other"))
                        .toArray();
        served.put(FILE, many);
        assertThat(get("many-1.test", "/ab").backend()).isEqualTo("other");
        assertThat(get("many-5.test", "/ab").backend()).isEqualTo("other");
        assertThat(get("many-0.test", "/ab").status()).isEqualTo(404);
    }

    @Test
    void anAliasThatNginxRefusesTakesItsIngressOut() {
        served.put(
                FILE,
                Yaml.ingress("alias")
                        .with("server-alias", "~^(a$")
                        .prefix("alias.test", "/", "other"));
        assertThat(get("alias.test", "/").status()).isEqualTo(404);
    }

    @Test
    void aBrokenFileKeepsItsLastGoodVersion() {
        served.put(FILE, Yaml.ingress("a").prefix("file.test", "/", "other"));
        served.put(FILE, "kind: [Ingress\n  {");
        assertThat(get("file.test", "/").backend()).isEqualTo("other");
        served.put(FILE, Yaml.ingress("a").prefix("mended.test", "/", "other"));
        assertThat(get("mended.test", "/").backend()).isEqualTo("other");
        assertThat(get("file.test", "/").status()).isEqualTo(404);
    }

    @Test
    void aHalfWrittenFileDoesToo() {
        String whole =
                Yaml.ingress("a").prefix("first.test", "/", "other").toString()
                        + Yaml.ingress("b").prefix("second.test", "/", "other");
        served.put(FILE, whole);
        // Cut in the midst of a word in quotes or of the structure: no YAML any more.
        served.put(FILE, whole.substring(0, whole.indexOf("first.test") + 3) + "\": {");
        assertThat(get("first.test", "/").backend()).isEqualTo("other");
        assertThat(get("second.test", "/").backend()).isEqualTo("other");
        served.put(FILE, whole);
        assertThat(get("second.test", "/").backend()).isEqualTo("other");
    }

    @Test
    void aFileThatWasNeverGoodIsLeftOut() {
        served.put("new.yaml", "\t- [");
        assertThat(get("else.test", "/").status()).isEqualTo(200);
        served.remove("new.yaml");
    }

    @Test
    void whatIsRemovedIsServedNoLonger() {
        served.put("gone.yaml", Yaml.ingress("gone").prefix("gone.test", "/", "web"));
        assertThat(get("gone.test", "/").status()).isEqualTo(200);
        served.remove("gone.yaml");
        assertThat(get("gone.test", "/").status()).isEqualTo(404);
    }

    @Test
    void theOlderOfTwoThatClaimAPathHasIt() {
        served.put(
                FILE,
                Yaml.ingress("young").created(7).prefix("shared.test", "/good", "other"),
                Yaml.ingress("old").created(3).prefix("claimed.test", "/", "other"),
                Yaml.ingress("newer").created(4).prefix("claimed.test", "/", "web"));
        assertThat(get("shared.test", "/good").backend()).isEqualTo("web");
        assertThat(get("claimed.test", "/").backend()).isEqualTo("other");
        served.put(FILE, Yaml.ingress("older").created(2).prefix("shared.test", "/good", "other"));
        assertThat(get("shared.test", "/good").backend()).isEqualTo("other");
        served.put(FILE);
    }
}
