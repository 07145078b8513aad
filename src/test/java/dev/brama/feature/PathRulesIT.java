package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The feature path_rules of the public conformance suite, and what nginx makes of odd paths.
class PathRulesIT extends Feature {
    private static final List<String> SERVICES =
            List.of(
                    "foo-exact",
                    "foo-prefix",
                    "aaa-slash-bbb-prefix",
                    "aaa-prefix",
                    "aaa-slash-bbb-slash-prefix",
                    "foo-slash-exact");

    @Override
    Served serve(Path nginx) {
        Stream<Object> services = SERVICES.stream().map(name -> Yaml.service(name, echo(name)));
        Yaml.IngressYaml rules =
                Yaml.ingress("path-rules")
                        .exact("exact-path-rules", "/foo", "foo-exact")
                        .prefix("prefix-path-rules", "/foo", "foo-prefix")
                        .prefix("prefix-path-rules", "/aaa/bbb", "aaa-slash-bbb-prefix")
                        .prefix("prefix-path-rules", "/aaa", "aaa-prefix")
                        .prefix("mixed-path-rules", "/foo", "foo-prefix")
                        .exact("mixed-path-rules", "/foo", "foo-exact")
                        .prefix(
                                "trailing-slash-path-rules",
                                "/aaa/bbb/",
                                "aaa-slash-bbb-slash-prefix")
                        .exact("trailing-slash-path-rules", "/foo/", "foo-slash-exact");
        return Served.by(nginx, Stream.concat(services, Stream.of(rules)).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "exact-path-rules, /foo, foo-exact",
        "prefix-path-rules, /foo, foo-prefix",
        "prefix-path-rules, /foo/, foo-prefix",
        "prefix-path-rules, /foo/bar, foo-prefix",
        "prefix-path-rules, /aaa/bbb, aaa-slash-bbb-prefix",
        "prefix-path-rules, /aaa/bbb/ccc, aaa-slash-bbb-prefix",
        "prefix-path-rules, /aaa/ccc, aaa-prefix",
        "mixed-path-rules, /foo, foo-exact",
        "mixed-path-rules, /foo/bar, foo-prefix",
        "trailing-slash-path-rules, /aaa/bbb, aaa-slash-bbb-slash-prefix",
        "trailing-slash-path-rules, /aaa/bbb/, aaa-slash-bbb-slash-prefix",
        "trailing-slash-path-rules, /foo/, foo-slash-exact"
    })
    void aPathGoesToTheServiceOfItsRule(String host, String path, String service) {
        Answer answer = get(host, path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.echoed()).isEqualTo(service + " GET " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "exact-path-rules, /foo/",
        "exact-path-rules, /FOO",
        "exact-path-rules, /bar",
        "exact-path-rules, /",
        "prefix-path-rules, /FOO",
        "prefix-path-rules, /aaaccc",
        "prefix-path-rules, /foobar",
        "trailing-slash-path-rules, /foo"
    })
    void aPathWithoutARuleIsNotFound(String host, String path) {
        assertThat(get(host, path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"//foo//bar", "/x/../foo/./bar", "/%66oo/bar", "/foo/b%20r?q=%2F", "/foo?a=b&c"})
    void pathsAreNormalisedToBeMatchedButSentOnAsTheyCame(String target) {
        Answer answer = get("prefix-path-rules", target);
        assertThat(answer.backend()).isEqualTo("foo-prefix");
        assertThat(answer.target()).isEqualTo(target);
    }

    @Test
    void noPathLeadsOutOfTheRoot() {
        assertThat(get("prefix-path-rules", "/foo/../../etc").status()).isEqualTo(400);
    }
}
