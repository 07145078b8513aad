package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.proxy.Action;
import dev.brama.proxy.Action.Rewrite;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationPlanTest {
    private static Compiled compile(IngressBuilder... ingresses) {
        return cluster(ingresses).running("new").compile();
    }

    @Test
    void prefixIsSplitSoThatItMatchesWholeElementsOnly() {
        assertThat(compile(ingress("a").prefix("a.com", "/p")).locations("a.com"))
                .containsExactly("/p/", "= /p", "/");
    }

    @Test
    void exactIsOneLocation() {
        assertThat(compile(ingress("a").exact("a.com", "/p")).locations("a.com"))
                .containsExactly("= /p", "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void emptyPathIsTheRoot(String path) {
        assertThat(compile(ingress("a").prefix("a.com", path)).locations("a.com"))
                .containsExactly("/");
    }

    @Test
    void prefixWithSlashTakesTheBarePathToo() {
        assertThat(compile(ingress("a").prefix("a.com", "/p/")).locations("a.com"))
                .containsExactly("/p/", "= /p", "/");
    }

    @Test
    void prefixWithAndWithoutSlashShareWhatIsBelow() {
        Compiled compiled =
                compile(
                        ingress("a").created(1).to("web").prefix("a.com", "/p"),
                        ingress("b").created(2).to("new").prefix("a.com", "/p/"));
        assertThat(compiled.routes("a.com"))
                .containsExactly("/p/ -> shop/new:80", "= /p -> shop/web:80", "/ -> 404");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a PathClaimed");
    }

    @Test
    void exactPathWithSlashDoesNotCatchTheBarePath() {
        Compiled compiled =
                compile(
                        ingress("a").created(1).to("web").prefix("a.com", "/"),
                        ingress("b").created(2).to("new").exact("a.com", "/p/"));
        assertThat(compiled.routes("a.com"))
                .containsExactlyInAnyOrder(
                        "= /p/ -> shop/new:80", "= /p -> shop/web:80", "/ -> shop/web:80");
    }

    @Test
    void exactPathWithSlashDoesNotCatchTheBarePathOfUnnamedHosts() {
        Compiled compiled = compile(ingress("a").exact("", "/p/"));
        assertThat(compiled.routes("_"))
                .containsExactly("= /p/ -> shop/web:80", "= /p -> 404", "/ -> 404");
    }

    @Test
    void longestPathComesFirstAndOfEqualLengthTheGreaterText() {
        assertThat(
                        compile(
                                        ingress("a")
                                                .exact("a.com", "/b")
                                                .exact("a.com", "/ccc")
                                                .exact("a.com", "/a")
                                                .prefix("a.com", "/"))
                                .locations("a.com"))
                .containsExactly("= /ccc", "= /b", "= /a", "/");
    }

    @Test
    void oneRegexTurnsEveryLocationOfTheHostIntoOne() {
        Compiled compiled =
                compile(
                        ingress("plain").created(1).exact("a.com", "/exact").prefix("a.com", "/p"),
                        ingress("regex")
                                .created(2)
                                .annotation("use-regex", "true")
                                .specific("a.com", "/r/[a-z]+"),
                        ingress("elsewhere").created(3).prefix("b.com", "/p"));
        assertThat(compiled.locations("a.com"))
                .containsExactly("~* ^/r/[a-z]+", "~* ^/exact", "~* ^/p", "~* ^/");
        assertThat(compiled.locations("b.com")).containsExactly("/p/", "= /p", "/");
    }

    @Test
    void longerTextOfARegexComesFirst() {
        assertThat(
                        compile(
                                        ingress("a")
                                                .annotation("use-regex", "true")
                                                .specific("a.com", "/foo/bar/bar")
                                                .specific("a.com", "/foo/bar/[a-z]{3}"))
                                .locations("a.com"))
                .startsWith("~* ^/foo/bar/[a-z]{3}", "~* ^/foo/bar/bar");
    }

    @Test
    void rewriteMakesItsHostRegular() {
        Compiled compiled =
                compile(
                        ingress("a")
                                .annotation("rewrite-target", "/$2")
                                .specific("a.com", "/app(/|$)(.*)"));
        assertThat(compiled.locations("a.com")).containsExactly("~* ^/app(/|$)(.*)", "~* ^/");
    }

    @Test
    void rewriteToThePathItselfChangesNothing() {
        Compiled compiled =
                compile(ingress("a").annotation("rewrite-target", "/").prefix("a.com", "/"));
        assertThat(compiled.locations("a.com")).containsExactly("/");
        assertThat(rewrite(compiled, "/")).isEmpty();
    }

    private static Optional<Rewrite> rewrite(Compiled compiled, String match) {
        return ((Action.ProxyTo) compiled.location("a.com", match).action()).rewrite();
    }

    @ParameterizedTest
    @CsvSource({
        "/app(/|$)(.*), /$2, '/app(?<rewrite_1>/|$)(?<rewrite_2>.*)', '/${rewrite_2}'",
        "/app, /, /app, /",
        "/a(b), /$1$2, /a(?<rewrite_1>b), '/${rewrite_1}'",
        "/a(b)c(d), /$2$1, /a(?<rewrite_1>b)c(?<rewrite_2>d), '/${rewrite_2}${rewrite_1}'",
        "/a(?<id>b)(c), /$1/$2, /a(?<rewrite_1>b)(?<rewrite_2>c), '/${rewrite_1}/${rewrite_2}'"
    })
    void rewriteNamesItsCaptures(String path, String target, String match, String result) {
        Compiled compiled =
                compile(ingress("a").annotation("rewrite-target", target).specific("a.com", path));
        Rewrite rewrite = rewrite(compiled, "~* ^" + path).orElseThrow();
        assertThat(rewrite.match().value()).isEqualTo(match);
        assertThat(rewrite.target().value()).isEqualTo(result);
    }

    @Test
    void forwardedPrefixIsSentTogetherWithARewriteOnly() {
        Compiled with =
                compile(
                        ingress("a")
                                .annotation("rewrite-target", "/$1")
                                .annotation("x-forwarded-prefix", "/pre/$1")
                                .specific("a.com", "/(.*)"));
        assertThat(rewrite(with, "~* ^/(.*)").orElseThrow().forwardedPrefix().orElseThrow().value())
                .isEqualTo("/pre/${rewrite_1}");
        Compiled without =
                compile(ingress("a").annotation("x-forwarded-prefix", "/pre").prefix("a.com", "/"));
        assertThat(rewrite(without, "/")).isEmpty();
    }

    @Test
    void pathOfManyGroupsAndRewriteIsServed() {
        String path = "/" + "(a)".repeat(600);
        Compiled compiled =
                compile(ingress("a").annotation("rewrite-target", "/$9").specific("a.com", path));
        assertThat(compiled.locations("a.com")).startsWith("~* ^" + path);
    }

    @ParameterizedTest
    @ValueSource(ints = {3600, 3690, 3699, 3700, 3990, 3998, 4000, 100_000})
    void pathOfAnyLengthHarmsNoNeighbour(int length) {
        Compiled compiled =
                compile(
                        ingress("long")
                                .created(1)
                                .annotation("rewrite-target", "/$1")
                                .specific("a.com", "/(" + "x".repeat(length - 3) + ")")
                                .prefix("b.com", "/" + "x".repeat(length - 1)),
                        ingress("good").created(2).prefix("c.com", "/"));
        assertThat(compiled.routes("c.com")).containsExactly("/ -> shop/web:80");
        assertThat(compiled.complaints().isEmpty()).isEqualTo(length < 3697);
    }

    @ParameterizedTest
    @CsvSource({"/a b, 1", "/a%20b, 1", "/[a-z], 1", "/a_b-c.d/e, 0", "'/a\u00e9', 1"})
    void oddCharactersInPlainPathsAreTold(String path, int warnings) {
        Compiled compiled = compile(ingress("a").prefix("a.com", path));
        assertThat(compiled.problems()).hasSize(warnings).noneMatch(problem -> problem.isError());
        assertThat(compiled.locations("a.com")).contains("= " + path);
        assertThat(
                        cluster(ingress("a").prefix("a.com", path))
                                .config("strict-validate-path-type", "false")
                                .compile()
                                .problems())
                .isEmpty();
    }
}
