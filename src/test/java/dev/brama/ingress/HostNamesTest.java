package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.proxy.VirtualHost.Alias;
import dev.brama.proxy.VirtualHost.RedirectedName;
import dev.brama.syntax.ServerName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private static List<String> aliases(Compiled compiled, String host) {
        return compiled.host(host).aliases().stream()
                .map(alias ->
                        switch (alias) {
                            case Alias.AliasName(ServerName name) -> name.value();
                            case Alias.AliasWildcard(ServerName suffix) -> "*." + suffix.value();
                            case Alias.AliasRegex(var expression) -> "~" + expression.value();
                        })
                .toList();
    }

    @Test
    void aliasesAreNamesWildcardsAndExpressions() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation(
                                                "server-alias",
                                                "B.com, *.c.com, ~^d\\d+\\.com$, a.com")
                                        .prefix("a.com", "/"))
                        .compile();
        assertThat(aliases(compiled, "a.com"))
                .containsExactly("b.com", "*.c.com", "~^d\\d+\\.com$");
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void aliasesOfTheOldestIngressThatHasAnyCount() {
        Compiled compiled =
                cluster(
                                ingress("none").created(1).prefix("a.com", "/"),
                                ingress("old")
                                        .created(2)
                                        .annotation("server-alias", "b.com")
                                        .prefix("a.com", "/x"),
                                ingress("young")
                                        .created(3)
                                        .annotation("server-alias", "c.com")
                                        .prefix("a.com", "/y"))
                        .compile();
        assertThat(aliases(compiled, "a.com")).containsExactly("b.com");
    }

    @Test
    void aliasThatIsAHostOfItsOwnIsLeftOut() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .created(1)
                                        .annotation("server-alias", "b.com, *.c.com")
                                        .prefix("a.com", "/"),
                                ingress("b").created(2).prefix("b.com", "/").prefix("*.c.com", "/"))
                        .compile();
        assertThat(aliases(compiled, "a.com")).isEmpty();
        assertThat(compiled.complaints())
                .containsExactly("Ingress shop/a HostClaimed", "Ingress shop/a HostClaimed");
        assertThat(compiled.problems().getFirst().field())
                .isEqualTo("metadata.annotations[nginx.ingress.kubernetes.io/server-alias]");
    }

    @Test
    void aliasClaimedTwiceBelongsToTheOlderHost() {
        Compiled compiled =
                cluster(
                                ingress("young")
                                        .created(2)
                                        .annotation("server-alias", "shared.com")
                                        .prefix("a.com", "/"),
                                ingress("old")
                                        .created(1)
                                        .annotation("server-alias", "shared.com")
                                        .prefix("z.com", "/"))
                        .compile();
        assertThat(aliases(compiled, "z.com")).containsExactly("shared.com");
        assertThat(aliases(compiled, "a.com")).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/young HostClaimed");
    }

    // nginx refuses an empty expression, and with it the whole configuration.
    @ParameterizedTest
    @ValueSource(strings = {"~", "b com", "-b.com", "b.com, ~", "a;b"})
    void badAliasRefusesTheIngress(String aliases) {
        Compiled compiled =
                cluster(ingress("a").annotation("server-alias", aliases).prefix("a.com", "/"))
                        .compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidSetting");
    }

    private static Optional<RedirectedName> redirected(Compiled compiled, String host) {
        return compiled.host(host).redirectedName();
    }

    @ParameterizedTest
    @CsvSource({"a.com, www.a.com", "www.a.com, a.com", "www.x.a.com, x.a.com"})
    void otherNameIsRedirectedInBothDirections(String host, String twin) {
        Compiled compiled =
                cluster(ingress("a").annotation("from-to-www-redirect", "true").prefix(host, "/"))
                        .compile();
        assertThat(redirected(compiled, host))
                .contains(new RedirectedName(new ServerName(twin), new ServerName(host), 308));
    }

    @Test
    void codeOfTheRedirectIsThatOfTheConfigMap() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation("from-to-www-redirect", "true")
                                        .prefix("a.com", "/"))
                        .config("http-redirect-code", "301")
                        .compile();
        assertThat(redirected(compiled, "a.com").orElseThrow().code()).isEqualTo(301);
    }

    @Test
    void nameThatIsServedIsNotRedirected() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation("from-to-www-redirect", "true")
                                        .prefix("a.com", "/")
                                        .prefix("www.a.com", "/"))
                        .compile();
        assertThat(redirected(compiled, "a.com")).isEmpty();
        assertThat(redirected(compiled, "www.a.com")).isEmpty();
    }

    @Test
    void nameThatIsAnAliasIsNotRedirected() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .created(1)
                                        .annotation("from-to-www-redirect", "true")
                                        .prefix("a.com", "/"),
                                ingress("b")
                                        .created(2)
                                        .annotation("server-alias", "www.a.com")
                                        .prefix("b.com", "/"))
                        .compile();
        assertThat(redirected(compiled, "a.com")).isEmpty();
        assertThat(aliases(compiled, "b.com")).containsExactly("www.a.com");
    }

    @Test
    void wildcardHostHasNoTwin() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation("from-to-www-redirect", "true")
                                        .prefix("*.a.com", "/"))
                        .compile();
        assertThat(redirected(compiled, "*.a.com")).isEmpty();
    }
}
